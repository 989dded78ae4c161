// What the browser is told of the extension: one source for each browser, with the permissions that it cannot do without.

export const targets = ["chromium", "firefox", "test"] as const;
/** `test`: as for Chromium, with the access to pages given that a person would give by a click. */
export type Target = (typeof targets)[number];

/** Nothing is loaded from elsewhere, nothing is made from text, and requests go to the server of the key only by fetch. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src https: http://localhost:* http://127.0.0.1:*",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

const anySite = ["https://*/*", "http://*/*"];

/** Public half of a key that nothing is signed with: it gives the build of the tests an id that stays. */
const testKey =
  "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvD5J0adHNAtfaPLIUJ7Gs0a4QODTUruvxnNnS9/ycthBJz9w6NsbDboALTPvcDKzUMLbXlwkITi8KjtuRBJ3jAKfK8w6CWpZkXmsq26A7g3TwhsgxxUz2ZeonXU6nUv6RyyueqTNH5zSfek03DFXGjTgrR2JLOEyfF1VMRQ7Cx9qLrKr8gNMr169MytTGKLInjodDmLL1yoRt80b3sY+HNy3NiQqaTdHry1eBH24inNO2ZTcpJ3dmD0we1RLAcMEbd1mRLl240MbaSMnJxykT34pMi9oWEC1gBAcC9vRW8jH7LfF/jm0ZmxMORmS25Qg82JmySdmOb/RKzQO82XDXQIDAQAB";

const iconSizes = [16, 32, 48, 128] as const;
const icons = Object.fromEntries(iconSizes.map((size) => [String(size), `icons/${size}.png`]));

export function manifestFor(target: Target, version: string) {
  return {
    manifest_version: 3,
    name: "Hesper",
    version,
    description: "Your Hesper key: fills logins, passwords and one-time codes of your organisation.",
    icons,
    action: { default_title: "Hesper", default_icon: icons, default_popup: "popup.html" },
    permissions: [
      "activeTab",
      "alarms",
      // To clear a copied password, and only where it is still the one that was copied.
      "clipboardRead",
      "clipboardWrite",
      "idle",
      "scripting",
      "storage",
      ...(target === "firefox" ? [] : ["offscreen"]),
    ],
    ...(target === "test" ? { host_permissions: anySite } : { optional_host_permissions: anySite }),
    content_security_policy: { extension_pages: contentSecurityPolicy },
    // A private window leaves no trace, and a key keeps what it got.
    incognito: "not_allowed",
    commands: {
      _execute_action: { suggested_key: { default: "Ctrl+Shift+H" } },
      // Chromium keeps Ctrl+Shift+L for itself, and input methods of Linux Ctrl+Shift+U.
      "fill-login": { suggested_key: { default: "Alt+Shift+L" }, description: "Fill login and password" },
      "fill-code": { suggested_key: { default: "Alt+Shift+U" }, description: "Fill the one-time code" },
    },
    ...forBrowser(target),
  };
}

function forBrowser(target: Target): object {
  if (target === "firefox") {
    return {
      background: { scripts: ["worker.js"], type: "module" },
      browser_specific_settings: {
        gecko: {
          id: "hesper@hesper.invalid",
          strict_min_version: "140.0",
          data_collection_permissions: { required: ["none"] },
        },
      },
    };
  }
  return {
    background: { service_worker: "worker.js", type: "module" },
    minimum_chrome_version: "140",
    ...(target === "test" ? { key: testKey } : {}),
  };
}
