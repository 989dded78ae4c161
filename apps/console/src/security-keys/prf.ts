// The PRF extension of WebAuthn (level 3, 10.1.4): its input from the server's options, and the identity that its output
// gives. The output stays here: what goes to the server is without it.
import type { RecipientKind } from "@hesper/contract";
import { deriveIdentity, type Identity } from "@hesper/vault";
import { type PrfResult, readPrf } from "@hesper/vault/prf";

/** Options of a ceremony as the server gives them. */
export type Options = Record<string, unknown>;

interface PrfInput {
  readonly eval?: { readonly first: string };
  readonly evalByCredential?: Readonly<Record<string, { readonly first: string }>>;
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
}

/** The same options with the inputs as bytes, which is how the browser takes them. */
export function withInput(options: Options): Options {
  const { prf } = (options.extensions ?? {}) as { prf?: PrfInput };
  if (!prf) return options;
  const inputOf = ({ first }: { readonly first: string }) => ({ first: bytesOf(first) });
  const byCredential = Object.entries(prf.evalByCredential ?? {}).map(([id, input]) => [id, inputOf(input)]);
  const read = {
    ...(prf.eval && { eval: inputOf(prf.eval) }),
    ...(byCredential.length > 0 && { evalByCredential: Object.fromEntries(byCredential) }),
  };
  return { ...options, extensions: { ...(options.extensions as object), prf: read } };
}

/** The same options for some of the credentials that they name: the browser takes no input for one that is not asked. */
export function only(options: Options, credentialIds: readonly string[]): Options {
  const { allowCredentials = [], extensions = {} } = options as {
    allowCredentials?: readonly { readonly id: string }[];
    extensions?: { readonly prf?: PrfInput };
  };
  const inputs = Object.entries(extensions.prf?.evalByCredential ?? {}).filter(([id]) => credentialIds.includes(id));
  return {
    ...options,
    allowCredentials: allowCredentials.filter(({ id }) => credentialIds.includes(id)),
    extensions: { ...extensions, prf: { evalByCredential: Object.fromEntries(inputs) } },
  };
}

interface WithResults {
  readonly clientExtensionResults: object;
}

/** What the authenticator gave, and its answer without it. */
export function takeResult<R extends WithResults>(response: R): { response: R; result: PrfResult } {
  const { prf: _, ...rest } = response.clientExtensionResults as { prf?: unknown };
  return { response: { ...response, clientExtensionResults: rest }, result: readPrf(response.clientExtensionResults) };
}

/** The identity of a security key. The output is not needed any more afterwards, and is overwritten. */
export async function identityOf(output: Uint8Array, kind: RecipientKind): Promise<Identity> {
  const identity = await deriveIdentity({ material: output, purpose: "security_key", kind });
  output.fill(0);
  return identity;
}
