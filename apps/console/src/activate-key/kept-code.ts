// The code of an activation link while its employee logs in: in the memory of this tab, so that neither an address nor a history
// has it. Read once.
let kept = "";

export function keepCode(code: string): void {
  kept = code;
}

/** Empty: none was kept. */
export function keptCode(): string {
  return kept;
}

export function forgetCode(): void {
  kept = "";
}
