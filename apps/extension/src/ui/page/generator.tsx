// Makes a password to copy.
import { useState } from "react";
import { useCopying } from "../brand/copy.tsx";
import { ErrorMessage, Said } from "../brand/messages.tsx";
import { type AlphabetName, alphabetNames, alphabets, generatedLength, generatePassword } from "../generating.ts";

const words: Readonly<Record<AlphabetName, string>> = {
  letters: "Small letters",
  capitals: "Capital letters",
  digits: "Digits",
  signs: "Signs",
};

export function GeneratorPage() {
  const [length, setLength] = useState<number>(generatedLength.usual);
  const [names, setNames] = useState(alphabetNames);
  const [password, setPassword] = useState(() => generatePassword(generatedLength.usual));
  const copying = useCopying();
  const make = (newLength: number, newNames: readonly AlphabetName[]) => {
    setLength(newLength);
    setNames(newNames);
    setPassword(generatePassword(newLength, newNames));
  };
  const toggle = (name: AlphabetName) =>
    make(
      length,
      alphabetNames.filter((one) => (one === name ? !names.includes(one) : names.includes(one))),
    );
  const size = names.reduce((sum, name) => sum + alphabets[name].length, 0);
  return (
    <section className="card stack" aria-label="Password">
      <output className="generated" aria-label="Generated password">
        {password}
      </output>
      <p className="dim small">
        {Math.floor(length * Math.log2(size))} bits: {strengthOf(length * Math.log2(size))}. Nothing of it is kept.
      </p>
      <div className="field">
        <label htmlFor="length">Length: {length}</label>
        <input
          id="length"
          type="range"
          min={generatedLength.least}
          max={64}
          value={length}
          onChange={(event) => make(Number(event.currentTarget.value), names)}
        />
      </div>
      <fieldset className="stack-tight">
        <legend className="label">Made of</legend>
        {alphabetNames.map((name) => (
          <label key={name} className="check">
            <input
              type="checkbox"
              checked={names.includes(name)}
              disabled={names.length === 1 && names.includes(name)}
              onChange={() => toggle(name)}
            />
            {words[name]}
          </label>
        ))}
      </fieldset>
      <ErrorMessage>{copying.failed}</ErrorMessage>
      <Said>{copying.said}</Said>
      <div className="row">
        <button type="button" className="main" onClick={() => copying.copy("Password", async () => password, true)}>
          Copy
        </button>
        <button type="button" onClick={() => make(length, names)}>
          Make another
        </button>
      </div>
    </section>
  );
}

function strengthOf(bits: number): string {
  if (bits < 50) return "too weak for a password that others could try";
  return bits < 80 ? "fine for most sites" : "nobody guesses it";
}
