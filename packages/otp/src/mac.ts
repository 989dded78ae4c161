// What `#mac` gives, in Node and in browsers: see package.json.
export const algorithms = ["SHA1", "SHA256", "SHA512"] as const;
export type Algorithm = (typeof algorithms)[number];

/** The HMAC of a message under one secret. */
export type Mac = (message: DataView<ArrayBuffer>) => DataView | Promise<DataView>;
