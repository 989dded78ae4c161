// What happens to the field "OTP secret": texts and pictures come in, a draft goes out.
import { collectMigration, type MigrationCollection, type MigrationPart, type OtpEntry } from "@hesper/otp";
import { useState } from "react";
import { noOtp, type OtpDraft, readText } from "./reading.ts";
import { sentenceOfCollection, type Trouble } from "./words.ts";

/** `code`: out of a picture or of the camera; what it says is not shown. */
type Source = "typed" | "code";

const ofPicture = {
  no_code: "No QR code was found in the picture. Take one that shows the whole code, sharp and with its white edge.",
  no_picture: "This is no picture that the browser can show. PNG and JPEG work.",
} as const;

export function useOtpSecret(draft: OtpDraft, onChange: (draft: OtpDraft) => void) {
  const [parts, setParts] = useState<readonly MigrationPart[]>([]);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [busy, setBusy] = useState(false);
  const said = (sentence: string) => setTrouble({ sentence, at: null });

  const addPart = (part: MigrationPart) => {
    const together = [...parts, part];
    const collected = collectMigration(together);
    if ("refusal" in collected) return said(sentenceOfCollection(collected.refusal));
    setParts(together);
    onChange(noOtp);
  };
  const take = (text: string, source: Source) => {
    setTrouble(null);
    const read = readText(text);
    if (read.kind === "part") return addPart(read.part);
    if (read.kind === "entry") setParts([]);
    if (source === "typed") {
      onChange({ text, entry: read.kind === "entry" ? read.entry : null, compared: false });
      if (read.kind === "trouble") setTrouble(read);
      return;
    }
    // A code that says something else leaves what was there before.
    if (read.kind === "entry") onChange({ text: "", entry: read.entry, compared: false });
    else said(read.kind === "trouble" ? `The QR code was read, but: ${read.sentence}` : "The QR code is empty.");
  };
  const readFile = async (file: Blob) => {
    if (busy) return;
    setBusy(true);
    setTrouble(null);
    try {
      const { readPicture } = await import("./qr-picture.ts");
      const read = await readPicture(file);
      if ("text" in read) take(read.text, "code");
      else said(ofPicture[read.problem]);
    } catch {
      said("The picture could not be looked at. Try once more.");
    } finally {
      setBusy(false);
    }
  };
  const collected = parts.length === 0 ? null : collectMigration(parts);
  const collection: MigrationCollection | null = collected && "entries" in collected ? collected : null;
  return {
    take,
    readFile,
    busy,
    trouble,
    collection,
    /** The field for text is there, unless what it would hold came in another way. */
    hasText: draft.entry === null || draft.text !== "",
    choose: (entry: OtpEntry) => {
      setTrouble(null);
      onChange({ text: "", entry, compared: false });
    },
    startAgain: () => {
      setParts([]);
      setTrouble(null);
      onChange(noOtp);
    },
  };
}
