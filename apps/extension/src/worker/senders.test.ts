// Who is listened to: what the browser says of a sender decides, and nothing else.
import { expect, it } from "vitest";
import { senderOf } from "./senders.ts";

const id = "abcdefghijklmnopabcdefghijklmnop";
const extension = { id, url: `chrome-extension://${id}/` };
const tab = (url: string) => ({ id: 7, url }) as chrome.tabs.Tab;
const site = "https://mail.example.org";

it.each([
  ["the pop-up", { id, url: `${extension.url}popup.html`, origin: `chrome-extension://${id}` }],
  [
    "the same in a tab",
    {
      id,
      url: `${extension.url}popup.html?tab=1`,
      origin: `chrome-extension://${id}`,
      frameId: 0,
      tab: tab(`${extension.url}popup.html?tab=1`),
    },
  ],
  ["a page in a browser that tells no origins", { id, url: `${extension.url}page.html` }],
])("takes %s for a page of the extension", (_, told) => {
  expect(senderOf(told, extension)).toEqual({ kind: "page" });
});

it.each([
  ["another extension", { id: "ponmlkjihgfedcbaponmlkjihgfedcba", url: `${extension.url}popup.html` }],
  ["nobody", {}],
  ["a page of ours in a frame of a site", { id, url: `${extension.url}popup.html`, frameId: 3, tab: tab(site) }],
  ["a page of ours on top of a site's tab", { id, url: `${extension.url}popup.html`, frameId: 0, tab: tab(site) }],
  ["an address that only begins alike", { id, url: `chrome-extension://${id}x/popup.html` }],
  ["an address of ours with the origin of a site", { id, url: `${extension.url}popup.html`, origin: site }],
  ["a site without a tab", { id, url: `${site}/`, origin: site, frameId: 0 }],
  ["a sandboxed frame", { id, url: `${site}/`, origin: "null", frameId: 3, tab: tab(site) }],
  ["a page of the browser", { id, url: "chrome://settings", origin: "chrome://settings", frameId: 0, tab: tab(site) }],
  ["a file", { id, url: "file:///tmp/x.html", origin: "file://", frameId: 0, tab: tab("file:///tmp/x.html") }],
  ["a text in a frame", { id, url: "about:srcdoc", origin: site, frameId: 3, tab: tab(site) }],
  ["a blob", { id, url: `blob:${site}/1`, origin: site, frameId: 3, tab: tab(site) }],
  ["about:blank", { id, url: "about:blank", frameId: 3, tab: tab(site) }],
])("listens not to %s", (_, told) => {
  expect(senderOf(told, extension)).toBeNull();
});

it("knows the site of a script by its origin, and that of the tab by the browser", () => {
  const told = { id, url: `${site}/x`, origin: site, frameId: 3, documentId: "D1", tab: tab("http://evil.example/") };
  expect(senderOf(told, extension)).toMatchObject({
    kind: "content",
    tab: 7,
    frame: 3,
    document: "D1",
    origin: site,
    site: { domain: "example.org", secure: true },
    page: { domain: "evil.example", secure: false },
  });
  const hidden = { ...told, frameId: 0, tab: { id: 7 } as chrome.tabs.Tab };
  expect(senderOf(hidden, extension)).toMatchObject({ page: { domain: "example.org" } });
});
