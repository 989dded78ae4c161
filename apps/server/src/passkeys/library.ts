// The library that knows WebAuthn: 300 files, of which a start needs none. They are loaded when somebody first uses a
// passkey or a security key.

export function loadLibrary() {
  return import("@simplewebauthn/server");
}
