// What the person has chosen for this browser.
import { exactly, flag, listOf, type Shaped, text } from "../messages/shape.ts";
import { InTurn } from "./in-turn.ts";
import { type Area, Slot } from "./slot.ts";

const mostSites = 5000;
const shape = exactly({
  /** Show the mark in log-in fields. */
  marks: flag,
  /** Offer to save what was typed. */
  offers: flag,
  /** Sites on which nothing is offered. */
  never: listOf(text(300, 1), mostSites),
});
export type Chosen = Shaped<typeof shape>;

const atFirst: Chosen = { marks: false, offers: false, never: [] };

export class Settings {
  readonly #slot: Slot<Chosen>;
  readonly #turns = new InTurn();

  constructor(area: Area) {
    this.#slot = new Slot(area, "settings", shape);
  }

  async read(): Promise<Chosen> {
    return (await this.#slot.read()) ?? atFirst;
  }

  async change(change: Partial<Pick<Chosen, "marks" | "offers">>): Promise<void> {
    await this.#turns.run(async () => this.#slot.write({ ...(await this.read()), ...change }));
  }

  async neverOffer(site: string): Promise<void> {
    await this.#turns.run(async () => {
      const chosen = await this.read();
      const others = chosen.never.filter((one) => one !== site);
      await this.#slot.write({ ...chosen, never: [...others, site].slice(-mostSites) });
    });
  }

  async forgetSites(): Promise<void> {
    await this.#turns.run(async () => this.#slot.write({ ...(await this.read()), never: [] }));
  }

  async forget(): Promise<void> {
    await this.#turns.run(() => this.#slot.clear());
  }
}
