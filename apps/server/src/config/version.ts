// The version of the program, as its package says.
import own from "../../package.json" with { type: "json" };

export function programVersion(): string {
  return own.version;
}
