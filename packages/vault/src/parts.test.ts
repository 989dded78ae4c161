// The two parts of a private account belong together: one of an older writing is not put beside the other.
import { expect, it } from "vitest";
import type { SealedDetails } from "./details.ts";
import { openParts, sealParts } from "./parts.ts";
import { account, expected, makeHolder, payload, refusal } from "./testing/accounts.ts";

const details: SealedDetails = {
  v: 1,
  account,
  revision: payload.revision,
  name: "Mail of the club",
  urls: [],
  apps: [],
  loginType: "website",
  login: "ada",
};

it("both are opened as they were sealed; an older one of either is refused", async () => {
  const { identity, recipient } = await makeHolder("x25519");
  const now = await sealParts({ payload, details }, [recipient]);
  expect(await openParts(now, identity, expected)).toEqual({ payload, details });
  expect(await openParts({ ...now, details: null }, identity, expected)).toEqual({ payload, details: null });
  const before = await sealParts({ payload, details: { ...details, revision: payload.revision - 1 } }, [recipient]);
  for (const mixed of [{ ...now, details: before.details }, before]) {
    expect(await refusal(() => openParts(mixed, identity, expected))).toBe("older_revision");
  }
  expect((await sealParts({ payload, details: null }, [recipient])).details).toBeNull();
});
