// A passphrase that is chosen: typed twice, with how strong it is.
import { codePoints, organisationPassphraseLength } from "@hesper/contract";
import { PasswordInput } from "@mantine/core";
import { useState } from "react";
import { PasswordStrength } from "../profile/password-strength.tsx";
import { useInstallation } from "../session/installation.ts";
import { useSession } from "../session/session.ts";

const { minimum, maximum } = organisationPassphraseLength;
const visibility = { "aria-label": "Show the passphrase", tabIndex: 0 };

export interface Passphrase {
  readonly first: string;
  readonly again: string;
}

/** What is wrong with what was typed; null: nothing. */
export function mistakesIn({ first, again }: Passphrase): { first?: string; again?: string } | null {
  const length = codePoints(first.normalize("NFC"));
  if (length < minimum) return { first: `The passphrase has at least ${minimum} characters. This has ${length}.` };
  if (length > maximum) return { first: `The passphrase may have at most ${maximum} characters.` };
  return first.normalize("NFC") === again.normalize("NFC") ? null : { again: "This is not the same as above." };
}

/** The two fields. `check` says at the fields what is wrong, and gives the passphrase where nothing is. */
export function usePassphrase() {
  const [typed, setTyped] = useState<Passphrase>({ first: "", again: "" });
  const [mistakes, setMistakes] = useState<{ first?: string; again?: string }>({});
  const check = (): string | null => {
    const found = mistakesIn(typed);
    setMistakes(found ?? {});
    return found === null ? typed.first : null;
  };
  const change = (part: Partial<Passphrase>) => {
    setTyped({ ...typed, ...part });
    setMistakes({});
  };
  return { typed, mistakes, change, check };
}

interface Props extends Omit<ReturnType<typeof usePassphrase>, "check"> {
  readonly label: string;
  readonly disabled: boolean;
}

export function PassphraseFields({ label, typed, mistakes, change, disabled }: Props) {
  const installation = useInstallation().data?.name ?? "";
  const user = useSession().data?.user;
  const words = [user?.name ?? "", user?.email ?? "", installation];
  return (
    <>
      <div>
        <PasswordInput
          label={label}
          description={`At least ${minimum} characters: six or more unrelated words. It is nobody's log-in password.`}
          autoComplete="off"
          value={typed.first}
          disabled={disabled}
          onChange={(event) => change({ first: event.currentTarget.value })}
          error={mistakes.first}
          errorProps={{ role: "alert" }}
          visibilityToggleButtonProps={visibility}
          data-autofocus
        />
        <PasswordStrength password={typed.first} words={words} minimumLength={minimum} />
      </div>
      <PasswordInput
        label={`${label} once more`}
        autoComplete="off"
        value={typed.again}
        disabled={disabled}
        onChange={(event) => change({ again: event.currentTarget.value })}
        error={mistakes.again}
        errorProps={{ role: "alert" }}
        visibilityToggleButtonProps={visibility}
      />
    </>
  );
}
