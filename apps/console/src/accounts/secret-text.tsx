// A password or notes in the clear, to be read, selected and scrolled by mouse and keyboard alike.
import { Code } from "@mantine/core";
import "./accounts.css";

interface Props {
  readonly text: string;
  readonly what: "password" | "notes";
}

export function SecretText({ text, what }: Props) {
  return (
    <Code
      block
      role="textbox"
      aria-readonly
      aria-multiline
      aria-label={what === "password" ? "Password" : "Notes"}
      tabIndex={0}
      className="account-secret"
    >
      {text}
    </Code>
  );
}
