// What the tests of imports do over and over: an import from its rows to its preview, and to its end.
import type { EmployeeImport, ImportColumn, ImportedRow } from "@hesper/contract";
import type { Hesper } from "../app.ts";
import { type Answer, type Browser, expectStatus } from "../testing/harness.ts";

export const allColumns: readonly ImportColumn[] = [
  "externalId",
  "name",
  "email",
  "phone",
  "company",
  "department",
  "position",
  "role",
];

export class Importing {
  readonly #browser: Browser;
  readonly #hesper: Hesper;
  readonly #columns: readonly ImportColumn[];
  id = "";

  constructor(browser: Browser, hesper: Hesper, columns: readonly ImportColumn[] = ["name", "email"]) {
    this.#browser = browser;
    this.#hesper = hesper;
    this.#columns = columns;
  }

  get path(): string {
    return `/employee-imports/${this.id}`;
  }

  async send(rows: readonly (readonly string[])[]): Promise<this> {
    const begun = { fileName: "people.csv", columns: this.#columns };
    this.id = String((await expectStatus(this.#browser.post("/employee-imports", begun), 201)).body.id);
    for (let at = 0; at < rows.length; at += 500) {
      const body = { from: at + 1, rows: rows.slice(at, at + 500) };
      await expectStatus(this.#browser.send("PUT", `${this.path}/rows`, body), 200);
    }
    return this;
  }

  /** Sends the rows and waits for the preview. */
  async preview(rows: readonly (readonly string[])[]): Promise<EmployeeImport> {
    await this.send(rows);
    await expectStatus(this.#browser.post(`${this.path}/check`, { rows: rows.length }), 200);
    return this.worked();
  }

  /** When nothing is left to work on. */
  async worked(): Promise<EmployeeImport> {
    await this.#hesper.background.runDue();
    return this.look();
  }

  async look(): Promise<EmployeeImport> {
    return (await expectStatus(this.#browser.get(this.path), 200)).body as unknown as EmployeeImport;
  }

  apply(more: { preview?: number; leaveOutRefused?: boolean } = {}): Promise<Answer> {
    return this.#browser.post(`${this.path}/apply`, { preview: 1, ...more });
  }

  /** Applies, and waits for the end. */
  async applied(more: { preview?: number; leaveOutRefused?: boolean } = {}): Promise<EmployeeImport> {
    await expectStatus(this.apply(more), 200);
    return this.worked();
  }

  async rows(query = ""): Promise<ImportedRow[]> {
    const { body } = await expectStatus(this.#browser.get(`${this.path}/rows?limit=200${query}`), 200);
    return body.items as ImportedRow[];
  }

  async reasons(): Promise<Record<number, string | null>> {
    return Object.fromEntries((await this.rows("&outcome=refused")).map(({ row, reason }) => [row, reason]));
  }
}
