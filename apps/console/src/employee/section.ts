// What each section of an employee's page is given.
import type { Person } from "@hesper/contract";
import type { Action } from "../employees/actions.ts";

export interface SectionProps {
  readonly person: Person;
  /** Whether who looks may change something. */
  readonly acts: boolean;
  /** Opens the dialogue of an action on the person. */
  readonly onAct: (action: Action) => void;
}
