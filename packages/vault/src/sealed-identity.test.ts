// An identity sealed to another one: opened by that one only, and nothing else is taken for it.
import { describe, expect, it } from "vitest";
import { deriveIdentity } from "./derive.ts";
import { generateIdentity, recipientOf } from "./identity.ts";
import { recipientKinds } from "./kinds.ts";
import { openIdentity, sealIdentity } from "./sealed-identity.ts";
import { sealContent } from "./sealing.ts";
import { refusal } from "./testing/accounts.ts";

const material = new Uint8Array(32).fill(7);

describe.each(recipientKinds)("an identity sealed to a %s identity", (kind) => {
  it("is opened by what the same output of a PRF gives again, and by nothing else (E-40)", async () => {
    const identity = await generateIdentity(kind);
    const derive = (purpose: "security_key" | "unlock") => deriveIdentity({ material, purpose, kind });
    const sealed = await sealIdentity(identity, await recipientOf(await derive("security_key")));
    expect((await openIdentity(sealed, await derive("security_key"))).reveal()).toBe(identity.reveal());
    const others = [await derive("unlock"), await generateIdentity(kind)];
    for (const other of others) {
      expect(await refusal(() => openIdentity(sealed, other))).toBe("not_for_this_identity");
    }
  });

  it("is not opened once a byte of it is another, and what is no identity is refused", async () => {
    const opener = await generateIdentity(kind);
    const sealed = await sealIdentity(await generateIdentity(kind), await recipientOf(opener));
    const forged = sealed.with(-1, (sealed.at(-1) ?? 0) ^ 1);
    expect(await refusal(() => openIdentity(forged, opener))).toBe("damaged");
    for (const text of ["\n", `${opener.reveal()}`, `${opener.reveal()}\n\n`, "# comment\n"]) {
      const other = await sealContent(new TextEncoder().encode(text), [await recipientOf(opener)]);
      expect(await refusal(() => openIdentity(other, opener))).toBe("invalid_identity");
    }
    expect(await refusal(() => openIdentity(new Uint8Array(5000), opener))).toBe("too_large");
  });
});
