// Buttons that copy, say so, and see to it that a secret does not stay in the clipboard.
import { useState } from "react";
import { clearAfterSeconds, clearLater } from "../../clipboard/clearing.ts";
import type { Refusal } from "../../messages/answers.ts";
import { refusalText } from "./messages.tsx";

export interface Copying {
  /** For `Said`: what was copied. */
  readonly said: string;
  /** For `ErrorMessage`. */
  readonly failed: string;
  readonly copy: (what: string, get: () => Promise<string | Refusal>, isSecret: boolean) => Promise<void>;
}

export function useCopying(): Copying {
  const [said, setSaid] = useState("");
  const [failed, setFailed] = useState("");
  const copy: Copying["copy"] = async (what, get, isSecret) => {
    setFailed("");
    setSaid("");
    const got = await get();
    if (typeof got !== "string") return setFailed(refusalText(got));
    try {
      await navigator.clipboard.writeText(got);
    } catch {
      return setFailed("The browser did not let Hesper copy. Show it, and copy it by hand.");
    }
    if (!isSecret) return setSaid(`${what} copied.`);
    const isCleared = await clearLater(got);
    setSaid(`${what} copied. ${isCleared ? clearedWords : keptWords}`);
  };
  return { said, failed, copy };
}

const clearedWords = `The clipboard is cleared after ${clearAfterSeconds} seconds.`;
const keptWords = "It stays in the clipboard until you copy something else.";
