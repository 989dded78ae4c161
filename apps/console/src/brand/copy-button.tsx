// Copies a text and says that it did; says so too when the browser does not allow it.
import { Button } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { copyForAWhile } from "./clipboard.ts";

type State = "ready" | "copied" | "failed";
const labels: Record<State, string> = { ready: "Copy", copied: "Copied", failed: "Select and copy by hand" };

interface Props {
  readonly text: string;
  readonly what: string;
  /** Whether it is cleared from the clipboard again, where the browser allows that. */
  readonly forAWhile?: boolean;
}

export function CopyButton({ text, what, forAWhile = false }: Props) {
  const [state, setState] = useState<State>("ready");
  useEffect(() => {
    if (state === "ready") return;
    const timer = setTimeout(() => setState("ready"), 3000);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async () => {
    try {
      await (forAWhile ? copyForAWhile(text) : navigator.clipboard.writeText(text));
      setState("copied");
    } catch {
      setState("failed");
    }
  };
  const Icon = state === "copied" ? IconCheck : IconCopy;
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<Icon size={14} aria-hidden />}
        onClick={copy}
        aria-label={state === "ready" ? `Copy ${what}` : labels[state]}
      >
        {labels[state]}
      </Button>
      <span
        role="status"
        style={{ position: "absolute", width: 1, height: 1, overflow: "hidden", clipPath: "inset(50%)" }}
      >
        {state === "copied" ? `${what} copied` : ""}
      </span>
    </>
  );
}
