// Whoever stores a sealed account can change no byte of it unnoticed, take none away and add none.
import { beforeAll, describe, expect, it } from "vitest";
import { openAccount, sealAccount } from "./account.ts";
import { readSealedHeader } from "./header.ts";
import { recipientKinds } from "./kinds.ts";
import { expected, type Holder, latin1, makeHolders, payload, refusal } from "./testing/accounts.ts";

describe.each(recipientKinds)("an account that is sealed to a %s key", (kind) => {
  let ada: Holder;
  let edith: Holder;
  let sealed: Uint8Array;
  let headerBytes: number;
  // Opening a hybrid one takes some ms: each eleventh place of it is tried.
  const step = kind === "hybrid" ? 11 : 1;

  beforeAll(async () => {
    [ada, edith] = (await makeHolders(kind, 2)) as [Holder, Holder];
    sealed = await sealAccount(payload, [ada.recipient]);
    headerBytes = readSealedHeader(sealed).bytes;
  });

  const refusalOf = (bytes: Uint8Array) => refusal(() => openAccount(bytes, ada.identity, expected));

  it(`is refused with any byte changed, in steps of ${step} (V11.3.3)`, async () => {
    const endOfStanza = headerBytes - "--- ".length - 43 - 1;
    const stanza = { from: "age-encryption.org/v1\n".length, to: endOfStanza };
    for (let at = 0; at < sealed.length; at += step) {
      const code = await refusalOf(sealed.with(at, (sealed[at] ?? 0) ^ 1));
      // A stanza that was changed may look like somebody else's; everywhere else it is known for certain.
      const inStanza = at >= stanza.from && at < stanza.to;
      const possible = inStanza ? ["damaged", "not_for_this_identity", "unknown_recipient"] : ["damaged"];
      expect(possible, `byte ${at}`).toContain(code);
    }
  });

  it("is refused wherever it is cut off, and with anything added (V11.3.3)", async () => {
    for (let length = 0; length < sealed.length; length += step) {
      expect(await refusalOf(sealed.subarray(0, length)), `${length} bytes`).toBe("damaged");
    }
    for (const more of [1, 16, 600]) {
      expect(await refusalOf(Uint8Array.from([...sealed, ...new Uint8Array(more)]))).toBe("damaged");
      expect(await refusalOf(Uint8Array.from([...new Uint8Array(more), ...sealed]))).toBe("damaged");
    }
  });

  it("is refused with a stanza removed, repeated, moved, or taken from elsewhere (V11.3.3)", async () => {
    const both = await sealAccount(payload, [ada.recipient, edith.recipient]);
    const { bytes } = readSealedHeader(both);
    const [first, mine, theirs, end] = latin1(both.subarray(0, bytes)).split(/(?=-> |--- )/);
    const elsewhere = latin1(sealed).split(/(?=-> |--- )/)[1];
    const withHeader = (...lines: (string | undefined)[]) =>
      Uint8Array.from([...Buffer.from(lines.join(""), "latin1"), ...both.subarray(bytes)]);
    expect(await openAccount(withHeader(first, mine, theirs, end), ada.identity, expected)).toEqual(payload);
    for (const stanzas of [[mine], [mine, theirs, theirs], [theirs, mine], [mine, elsewhere], [elsewhere]]) {
      expect(await refusalOf(withHeader(first, ...stanzas, end))).toBe("damaged");
    }
    expect(await refusalOf(withHeader(first, theirs, end))).toBe("not_for_this_identity");
    expect(await refusalOf(withHeader(first, end))).toBe("damaged");
  });

  it("is refused with the content of another account of the same people", async () => {
    const other = await sealAccount({ ...payload, revision: 4 }, [ada.recipient]);
    const mixed = Uint8Array.from([...sealed.subarray(0, headerBytes), ...other.subarray(headerBytes)]);
    expect(await refusalOf(mixed)).toBe("damaged");
  });
});
