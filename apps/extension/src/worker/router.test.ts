// Whatever comes is refused where it is not in the closed lists: from pages of ours, from scripts in pages, from anybody.
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { contentRequest } from "../messages/from-content.ts";
import { pageRequest } from "../messages/from-pages.ts";
import { fillAnswer, frameReport, workerRequest } from "../messages/to-content.ts";
import { idOf, makeWorker, type TestWorker } from "../testing/worker.ts";
import { createRoute, type Route } from "./router.ts";

const id = "abcdefghijklmnopabcdefghijklmnop";
const url = `chrome-extension://${id}/`;
const fromPage = { id, url: `${url}popup.html`, origin: url.slice(0, -1) } as chrome.runtime.MessageSender;
const fromSite = {
  id,
  url: "https://evil.example/",
  origin: "https://evil.example",
  frameId: 0,
  documentId: "D1",
  tab: { id: 7, url: "https://evil.example/" },
} as chrome.runtime.MessageSender;

let worker: TestWorker;
let route: Route;
let opened = 0;
beforeAll(async () => {
  worker = await makeWorker();
  const open = async () => {
    opened += 1;
  };
  route = createRoute(worker, { openPopup: open, openOffers: open, onChange: () => {}, later: () => {} }, { id, url });
});

const account = idOf(1);
/** One of each kind, as it is meant. */
const meant: readonly Record<string, unknown>[] = [
  { ask: "state" },
  { ask: "look_at_activation", link: "https://hesper.example.org/activate-key#A", code: null },
  { ask: "activate", link: "https://hesper.example.org", code: "A", pin: "471108" },
  { ask: "unlock", pin: "000000" },
  { ask: "change_pin", before: "1", after: "2" },
  { ask: "unlock_with_security_key", credential: "AQID", output: `${"A".repeat(43)}=` },
  { ask: "begin_security_key", pin: "000000" },
  {
    ask: "add_security_key",
    credential: "AQID",
    name: "",
    transports: ["usb"],
    salt: `${"A".repeat(43)}=`,
    output: `${"A".repeat(43)}=`,
  },
  { ask: "remove_security_key", credential: "AQID" },
  { ask: "sync", fromTheBeginning: false },
  { ask: "accounts", tab: null, text: "", limit: 10 },
  { ask: "password", account },
  { ask: "fill", account, part: "code", tab: 7, insist: null },
  { ask: "open_site", account, url: 0, fill: true },
  {
    ask: "create_account",
    details: { name: "a", urls: [], apps: [], loginType: "website", login: "b" },
    secrets: { password: null, otp: null, notes: null },
  },
  { ask: "accept_offer", offer: account, name: "a", login: "b", account: null },
  { say: "fields", fields: { login: true, password: true, code: false } },
  { say: "submitted", purpose: "log_in", login: null, password: "x" },
  { say: "here", ancestors: [] },
  { say: "mark_pressed" },
  { do: "fill", origin: "https://a.example", site: null, untilMs: 1, login: "a", password: "b", code: null },
];

/** Anything, and what is meant with one field that is something else, more or gone. */
const anything = fc.oneof(
  { weight: 1, arbitrary: fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true }) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...meant), fc.nat(9), fc.anything(), fc.constantFrom("put", "drop", "add"))
      .map(([message, at, value, how]) => {
        const names = Object.keys(message);
        const name = names[at % names.length] ?? "ask";
        const { [name]: _, ...rest } = message;
        if (how === "drop") return rest;
        return how === "add" ? { ...message, [`more${at}`]: value } : { ...message, [name]: value };
      }),
  },
);

it("refuses 10,000 inputs of each kind of sender, throws for none, and gives out nothing", async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(anything, async (message) => {
      if (!pageRequest(message)) {
        refused += 1;
        expect(await route(message, fromPage)).toMatchObject({ ok: false, refusal: { code: "not_understood" } });
      }
      const nothing = { marks: false, offers: false };
      expect(await route(message, fromSite)).toEqual(nothing);
      expect(await route(message, { ...fromPage, id: "other" })).toEqual(nothing);
    }),
    { numRuns: 10_000 },
  );
  expect(refused).toBeGreaterThan(8000);
  expect(opened).toBe(0);
});

it("takes what is meant from who may say it, and from nobody else", async () => {
  for (const message of meant) {
    expect([message, pageRequest(message)]).toEqual([message, "ask" in message]);
    expect([message, contentRequest(message)]).toEqual([message, "say" in message]);
    expect([message, workerRequest(message)]).toEqual([message, "do" in message]);
    // A script in a page that asks as the pop-up does.
    expect(await route(message, fromSite)).toEqual({ marks: false, offers: false });
  }
});

it("takes no odd objects for answers of scripts", () => {
  const fields = { login: false, password: false, code: false };
  expect(frameReport({ fields, purpose: null, focused: true })).toBe(true);
  expect(fillAnswer({ filled: fields, problem: "too_late", elsewhere: null })).toBe(true);
  const odd = [
    null,
    1,
    "x",
    [],
    [fields],
    { fields },
    { fields, purpose: "x", focused: true },
    Object.create({ fields }),
  ];
  for (const one of odd) expect([frameReport(one), fillAnswer(one)]).toEqual([false, false]);
  fc.assert(fc.property(fc.anything(), (one) => !frameReport(one) && !fillAnswer(one)));
});
