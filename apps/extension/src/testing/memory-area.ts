// What the browser keeps for an extension under names, in memory: as values come back from it.
import type { Area } from "../worker/slot.ts";

export class MemoryArea implements Area {
  readonly #kept = new Map<string, string>();

  async get(name: string): Promise<Record<string, unknown>> {
    const text = this.#kept.get(name);
    return text === undefined ? {} : { [name]: JSON.parse(text) };
  }

  async set(items: Record<string, unknown>): Promise<void> {
    for (const [name, value] of Object.entries(items)) this.#kept.set(name, JSON.stringify(value));
  }

  async remove(name: string): Promise<void> {
    this.#kept.delete(name);
  }

  get names(): readonly string[] {
    return [...this.#kept.keys()].sort();
  }

  get text(): string {
    return JSON.stringify([...this.#kept]);
  }
}
