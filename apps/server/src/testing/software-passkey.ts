// An authenticator in software for the tests: makes ES256 credentials and signs as WebAuthn level 3 describes.
import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";

/** What a test may get wrong on purpose. */
export interface Faults {
  readonly origin?: string;
  readonly type?: string;
  readonly challenge?: string;
  readonly rpId?: string;
  readonly flags?: number;
  readonly signCount?: number;
  readonly crossOrigin?: boolean;
  readonly userHandle?: string | null;
  readonly breakSignature?: boolean;
  readonly credentialId?: string;
  readonly transports?: readonly string[];
  readonly extensions?: Record<string, unknown>;
}

const userPresent = 0x01;
const userVerified = 0x04;
const attestedData = 0x40;

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}

function sha256(data: Uint8Array | string): Buffer {
  return createHash("sha256").update(data).digest();
}

/** CBOR (RFC 8949) of byte strings, short texts and small integers: all that is needed here. */
function bytesItem(bytes: Uint8Array): Buffer {
  const head =
    bytes.length < 256 ? Buffer.from([0x58, bytes.length]) : Buffer.from([0x59, bytes.length >> 8, bytes.length & 255]);
  return Buffer.concat([head, bytes]);
}

function textItem(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)]);
}

export class SoftwarePasskey {
  readonly origin: string;
  readonly id: string;
  signCount = 0;
  userHandle = "";
  readonly #privateKey: KeyObject;
  readonly #cose: Buffer;

  constructor(origin = "http://localhost:80") {
    this.origin = origin;
    this.id = base64url(randomBytes(32));
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.#privateKey = privateKey;
    const { x = "", y = "" } = publicKey.export({ format: "jwk" });
    const point = [x, y].map((part) => bytesItem(Buffer.from(part, "base64url")));
    // {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
    this.#cose = Buffer.concat([
      Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
      point[0] ?? Buffer.alloc(0),
      Buffer.from([0x22]),
      point[1] ?? Buffer.alloc(0),
    ]);
  }

  #clientData(type: string, challenge: string, faults: Faults): Buffer {
    const { origin = this.origin, crossOrigin = false } = faults;
    const data = { type: faults.type ?? type, challenge: faults.challenge ?? challenge, origin, crossOrigin };
    return Buffer.from(JSON.stringify(data));
  }

  #authenticatorData(rpId: string, flags: number, faults: Faults): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(faults.signCount ?? this.signCount);
    return Buffer.concat([sha256(faults.rpId ?? rpId), Buffer.from([faults.flags ?? flags]), count]);
  }

  /** Answers `navigator.credentials.create`. */
  create(options: Record<string, unknown>, faults: Faults = {}) {
    const { rp, user, challenge } = options as { rp: { id: string }; user: { id: string }; challenge: string };
    this.userHandle = user.id;
    const credentialId = Buffer.from(this.id, "base64url");
    const length = Buffer.from([credentialId.length >> 8, credentialId.length & 255]);
    const head = this.#authenticatorData(rp.id, userPresent | userVerified | attestedData, faults);
    const authData = Buffer.concat([head, Buffer.alloc(16), length, credentialId, this.#cose]);
    const attestation = Buffer.concat([
      Buffer.from([0xa3]),
      textItem("fmt"),
      textItem("none"),
      textItem("attStmt"),
      Buffer.from([0xa0]),
      textItem("authData"),
      bytesItem(authData),
    ]);
    return {
      id: this.id,
      rawId: this.id,
      type: "public-key",
      clientExtensionResults: faults.extensions ?? {},
      response: {
        clientDataJSON: base64url(this.#clientData("webauthn.create", challenge, faults)),
        attestationObject: base64url(attestation),
        transports: faults.transports ?? ["internal"],
      },
    };
  }

  /** Answers `navigator.credentials.get`; its count rises by one. */
  get(options: Record<string, unknown>, faults: Faults = {}) {
    const { rpId, challenge } = options as { rpId: string; challenge: string };
    this.signCount += 1;
    const authenticatorData = this.#authenticatorData(rpId, userPresent | userVerified, faults);
    const clientData = this.#clientData("webauthn.get", challenge, faults);
    const signature = createSign("sha256").update(authenticatorData).update(sha256(clientData)).sign(this.#privateKey);
    if (faults.breakSignature) signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1;
    const id = faults.credentialId ?? this.id;
    return {
      id,
      rawId: id,
      type: "public-key",
      clientExtensionResults: faults.extensions ?? {},
      response: {
        clientDataJSON: base64url(clientData),
        authenticatorData: base64url(authenticatorData),
        signature: base64url(signature),
        ...(faults.userHandle === null ? {} : { userHandle: faults.userHandle ?? this.userHandle }),
      },
    };
  }
}
