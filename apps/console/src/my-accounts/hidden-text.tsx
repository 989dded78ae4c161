// A secret that is shown when it is asked for, and hidden again: after a minute, and when the tab is left.
import { Button, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { SecretText } from "../accounts/secret-text.tsx";
import { CopyButton } from "../brand/copy-button.tsx";

/** How long it stays on the screen. */
const shownMs = 60_000;

interface Props {
  readonly text: string;
  readonly what: "password" | "notes";
}

export function HiddenText({ text, what }: Props) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!shown) return;
    const hide = () => setShown(false);
    const hideWhenLeft = () => document.visibilityState === "hidden" && hide();
    const timer = setTimeout(hide, shownMs);
    document.addEventListener("visibilitychange", hideWhenLeft);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", hideWhenLeft);
    };
  }, [shown]);
  const verb = shown ? "Hide" : "Show";
  return (
    <>
      {shown ? (
        <SecretText text={text} what={what} />
      ) : (
        // As long for every secret: its length tells something too.
        <Text className="account-secret" aria-hidden>
          ••••••••••••
        </Text>
      )}
      <Button variant="default" size="xs" onClick={() => setShown(!shown)} aria-label={`${verb} the ${what}`}>
        {verb}
      </Button>
      <CopyButton text={text} what={`the ${what}`} forAWhile />
    </>
  );
}
