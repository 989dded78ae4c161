// Runs a program of the clipboard.
import { spawn } from "node:child_process";
import { Failure } from "../failure.ts";
import type { ClipboardProgram } from "./programs.ts";

const patienceMs = 10_000;

/** Throws `Failure` where the program says no, such as without a screen. */
export async function copy({ copy: command }: ClipboardProgram, text: string): Promise<void> {
  // Some stay to hand out what was copied: their output is not waited for.
  const { status } = await run(command, text, "ignore");
  if (status !== 0) throw new Failure("failed", `${command[0]} could not copy. Try it by hand, or show the secret.`);
}

/** What the clipboard holds; null: nothing, or nothing that is text. */
export async function paste({ paste: command, addsLineBreak }: ClipboardProgram): Promise<string | null> {
  const { status, output } = await run(command, "", "pipe");
  if (status !== 0) return null;
  return addsLineBreak ? output.replace(/\r?\n$/, "") : output;
}

function run(
  [name = "", ...args]: readonly string[],
  input: string,
  stdout: "ignore" | "pipe",
): Promise<{ status: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(name, args, { stdio: ["pipe", stdout, "ignore"], timeout: patienceMs, windowsHide: true });
    let output = "";
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
    child.on("error", () => resolve({ status: null, output: "" }));
    child.on(stdout === "pipe" ? "close" : "exit", (status) => resolve({ status, output }));
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
  });
}
