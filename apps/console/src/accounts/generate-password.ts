// Makes passwords of random characters: each that the settings allow is as likely as any other.

export interface GeneratorSettings {
  readonly length: number;
  readonly letters: boolean;
  readonly digits: boolean;
  readonly signs: boolean;
  /** Leaves out what is mistaken for something else when it is read from a screen. */
  readonly noLookAlikes: boolean;
}

export const generatorLengths = { least: 8, usual: 20, most: 128 } as const;
export const usualGenerator: GeneratorSettings = {
  length: generatorLengths.usual,
  letters: true,
  digits: true,
  signs: true,
  noLookAlikes: true,
};

const lookAlikes = /[0O1Il|]/g;
const alphabets = {
  letters: ["abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"],
  digits: ["0123456789"],
  // Without quotation marks, backslash and space, which some sites and shells take amiss.
  signs: ["!#$%&()*+,-./:;<=>?@[]^_{|}~"],
} as const;
const groups = ["letters", "digits", "signs"] as const;

/** The groups of characters of which a password has one at least each. */
export function alphabetsOf(settings: GeneratorSettings): string[] {
  return groups
    .filter((group) => settings[group])
    .flatMap((group) => alphabets[group])
    .map((alphabet) => (settings.noLookAlikes ? alphabet.replace(lookAlikes, "") : alphabet));
}

/** Fills bytes with randomness. */
export type FillRandom = (bytes: Uint8Array<ArrayBuffer>) => unknown;

const cryptographic: FillRandom = (bytes) => crypto.getRandomValues(bytes);

/**
 * @returns empty where the settings allow no character.
 *
 * A whole password is thrown away where a group is missing in it: putting one in would make some passwords likelier.
 */
export function generatePassword(settings: GeneratorSettings, fillRandom: FillRandom = cryptographic): string {
  const chosen = alphabetsOf(settings);
  const characters = chosen.join("");
  if (characters === "") return "";
  const next = uniform(characters.length, fillRandom);
  for (;;) {
    const password = Array.from({ length: settings.length }, () => characters[next()]).join("");
    if (chosen.every((alphabet) => [...alphabet].some((character) => password.includes(character)))) return password;
  }
}

/** @returns a source of whole numbers below `count` (at most 256). Bytes above the last full multiple are thrown away. */
function uniform(count: number, fillRandom: FillRandom): () => number {
  const bytes = new Uint8Array(256);
  const limit = 256 - (256 % count);
  let at = bytes.length;
  return () => {
    for (;;) {
      if (at === bytes.length) {
        fillRandom(bytes);
        at = 0;
      }
      const byte = bytes[at++] ?? 256;
      if (byte < limit) return byte % count;
    }
  };
}

const stored = "hesper.password-generator";

/** The settings that were used last in this tab. */
export function rememberedGenerator(): GeneratorSettings {
  try {
    return readSettings(JSON.parse(sessionStorage.getItem(stored) ?? "null"));
  } catch {
    return usualGenerator;
  }
}

export function rememberGenerator(settings: GeneratorSettings): void {
  try {
    sessionStorage.setItem(stored, JSON.stringify(settings));
  } catch {
    // Without storage, the next password begins with the usual settings.
  }
}

export function readSettings(value: unknown): GeneratorSettings {
  if (typeof value !== "object" || value === null) return usualGenerator;
  const given: Partial<Record<keyof GeneratorSettings, unknown>> = value;
  const flag = (name: "letters" | "digits" | "signs" | "noLookAlikes") =>
    typeof given[name] === "boolean" ? given[name] : usualGenerator[name];
  const { least, most } = generatorLengths;
  const isLength = Number.isInteger(given.length) && Number(given.length) >= least && Number(given.length) <= most;
  return {
    length: isLength ? Number(given.length) : usualGenerator.length,
    letters: flag("letters"),
    digits: flag("digits"),
    signs: flag("signs"),
    noLookAlikes: flag("noLookAlikes"),
  };
}
