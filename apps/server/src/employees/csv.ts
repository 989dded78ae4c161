// Cells of employees in CSV: no spreadsheet takes them for a formula, and what is read back is what was written.
import { csvCell } from "../audit/reading.ts";

/** What `csvCell` marks with an apostrophe, with or without apostrophes of its own before. */
const formula = /^'*[=+\-@\t\r\n\0]/;

/** One apostrophe more where there are some before a formula: else the reader would take off one that was there. */
export function employeeCell(text: string): string {
  return csvCell(text.startsWith("'") && formula.test(text) ? `'${text}` : text);
}

/** A cell as it was before it was marked. */
export function unmarked(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
}
