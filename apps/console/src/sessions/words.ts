// Browsers and events in words.

const browsers: readonly [RegExp, string][] = [
  [/\bEdg(?:e|A|iOS)?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/\b(?:Headless)?Chrome\/|\bCriOS\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];

const systems: readonly [RegExp, string][] = [
  [/\bAndroid\b/, "Android"],
  [/\biPhone\b|\biPad\b/, "iOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bLinux\b|\bX11\b/, "Linux"],
];

/** "Chrome on Linux"; what the program calls itself where it is no known browser. */
export function browserName(userAgent: string): string {
  const browser = browsers.find(([pattern]) => pattern.test(userAgent))?.[1];
  const system = systems.find(([pattern]) => pattern.test(userAgent))?.[1];
  if (!browser) return userAgent.slice(0, 60) || "Unknown program";
  return system ? `${browser} on ${system}` : browser;
}

const events: Record<string, string> = {
  "setup.completed": "You set up the installation",
  "employee.created": "You were added",
  "login.succeeded": "Log-in",
  "login.password_failed": "Wrong password at the log-in",
  "login.second_factor_failed": "Wrong code at the log-in",
  "login.second_factor_required": "Right password; a second factor was asked for",
  logout: "Log-out",
  "session.ended": "Session ended from the profile",
  "session.reauthenticated": "Proved again that it is you",
  "session.reauthentication_failed": "Failed to prove that it is you",
  "profile.name_changed": "Name changed",
  "password.rehashed": "Stored password strengthened",
  "password.changed": "Password changed",
  "two_factor.enabled": "Two-factor authentication enabled",
  "two_factor.disabled": "Two-factor authentication disabled",
  "authenticator.added": "Authenticator app added",
  "authenticator.renamed": "Authenticator app renamed",
  "authenticator.removed": "Authenticator app removed",
  "authenticator.verification_failed": "Wrong code while adding an authenticator app",
  "recovery_codes.created": "Recovery codes made",
  "recovery_codes.reset": "Recovery codes reset",
  "recovery_codes.saved": "Recovery codes saved",
  "recovery_code.used": "Recovery code used",
  "trusted_browser.added": "Browser remembered",
  "trusted_browser.forgotten": "Trusted browser forgotten",
  "trusted_browser.stolen": "A copied cookie of a trusted browser was used; the trust is void",
  "passkey.added": "Passkey added",
  "passkey.renamed": "Passkey renamed",
  "passkey.removed": "Passkey removed",
  "factor.disabled": "Second factor switched off after 100 wrong codes",
};

export function eventName(type: string): string {
  return events[type] ?? type;
}
