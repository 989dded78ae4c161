// A number that goes up (counter) or up and down (gauge), in the text format of Prometheus.

type Labels = Readonly<Record<string, string>>;

export class Figure {
  readonly #name: string;
  readonly #head: string;
  /** By the text of the labels, which is empty where there are none. */
  readonly #values = new Map<string, number>();

  constructor(name: string, type: "counter" | "gauge", help: string) {
    this.#name = name;
    this.#head = `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
  }

  set(value: number, labels: Labels = {}): void {
    this.#values.set(textOf(labels), value);
  }

  add(count: number, labels: Labels = {}): void {
    const key = textOf(labels);
    this.#values.set(key, (this.#values.get(key) ?? 0) + count);
  }

  /** Forgets all values: they are missing until they are set again. */
  clear(): void {
    this.#values.clear();
  }

  get text(): string {
    return this.#head + [...this.#values].map(([labels, value]) => `${this.#name}${labels} ${value}\n`).join("");
  }
}

/** Values of labels are few, and ours: there is nothing to escape. */
function textOf(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}
