// One thing that the browser keeps for the extension under a name: looked at when it is read.
import type { Shape } from "../messages/shape.ts";

/** As `chrome.storage.session` and `chrome.storage.local` are. */
export interface Area {
  get(name: string): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
  remove(name: string): Promise<void>;
}

export class Slot<T> {
  readonly #area: Area;
  readonly #name: string;
  readonly #shape: Shape<T>;

  constructor(area: Area, name: string, shape: Shape<T>) {
    this.#area = area;
    this.#name = name;
    this.#shape = shape;
  }

  /** @returns null: there is nothing, or something that does not belong there. */
  async read(): Promise<T | null> {
    const value = (await this.#area.get(this.#name))[this.#name];
    return this.#shape(value) ? value : null;
  }

  async write(value: T): Promise<void> {
    await this.#area.set({ [this.#name]: value });
  }

  async clear(): Promise<void> {
    await this.#area.remove(this.#name);
  }
}
