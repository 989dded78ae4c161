// Details of private accounts are sealed as their secrets are: for nobody else, of one account, never an older one.
import { beforeAll, describe, expect, it } from "vitest";
import { openDetails, type SealedDetails, sealDetails } from "./details.ts";
import { sealContent } from "./sealing.ts";
import { account, bytesOf, expected, type Holder, makeHolders, otherAccount, refusal } from "./testing/accounts.ts";

const details: SealedDetails = {
  v: 1,
  account,
  revision: 3,
  name: "Mail of the club",
  urls: ["https://mail.example.org"],
  apps: ["org.example.mail"],
  loginType: "website",
  login: "ada",
};
let ada: Holder;
let edith: Holder;
beforeAll(async () => {
  [ada, edith] = (await makeHolders("hybrid", 2)) as [Holder, Holder];
});

it("what can be read of an account is opened by its recipients, and is of one size", async () => {
  const sealed = await sealDetails(details, [ada.recipient]);
  const longer = await sealDetails({ ...details, name: "M", apps: [] }, [ada.recipient]);
  expect(longer.length).toBe(sealed.length);
  expect(await openDetails(sealed, ada.identity, { ...expected, revisionAtLeast: 3 })).toEqual(details);
  expect(await refusal(() => openDetails(sealed, edith.identity, expected))).toBe("not_for_this_identity");
  const changed = sealed.with(-1, (sealed.at(-1) ?? 0) ^ 1);
  expect(await refusal(() => openDetails(changed, ada.identity, expected))).toBe("damaged");
  const other = { ...expected, account: otherAccount };
  expect(await refusal(() => openDetails(sealed, ada.identity, other))).toBe("wrong_account");
  expect(await refusal(() => openDetails(sealed, ada.identity, { ...expected, revisionAtLeast: 4 }))).toBe(
    "older_revision",
  );
});

describe("refused is", () => {
  it.each([
    ["an unknown field", { ...details, password: "planted" }],
    ["a long name", { ...details, name: "n".repeat(101) }],
    ["many addresses", { ...details, urls: Array.from({ length: 21 }, (_, at) => `https://${at}.example.org`) }],
    ["another login type", { ...details, loginType: "ssh" }],
    ["half a character", { ...details, login: "\ud83d" }],
    ["another spelling of the account", { ...details, account: account.toUpperCase() }],
  ])("%s", async (_, wrong) => {
    expect(await refusal(() => sealDetails(wrong as SealedDetails, [ada.recipient]))).toBe("invalid_payload");
    const written = await sealContent(bytesOf(JSON.stringify(wrong)), [ada.recipient]);
    expect(await refusal(() => openDetails(written, ada.identity, expected))).toBe("invalid_payload");
  });

  it("what a newer version wrote", async () => {
    const written = await sealContent(bytesOf(JSON.stringify({ ...details, v: 2, more: true })), [ada.recipient]);
    expect(await refusal(() => openDetails(written, ada.identity, expected))).toBe("unknown_version");
  });
});
