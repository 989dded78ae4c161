// What was typed on the policy page and is not saved: it lies on top of the version that was seen when it was typed.
import type { Policy } from "@hesper/contract";
import { useState } from "react";
import { checked, type Field, fields, type Value, type Values } from "./fields.ts";

type Typed = { readonly [F in Field]?: Value };
type Seen = Values & { readonly revision: number };

export interface Draft {
  /** What the fields show. A number is "" while its field is empty. */
  readonly values: { readonly [F in Field]: Value };
  readonly seen: Seen;
  readonly changes: readonly Field[];
  /** What is wrong with what was typed. */
  readonly problems: { readonly [F in Field]?: string };
  /** A version that somebody else saved while this was being typed; null: none. */
  readonly newer: Policy | null;
  /** Raised whenever the fields were filled anew: fields with a state of their own begin again. */
  readonly generation: number;
  readonly set: (field: Field, value: Value) => void;
  readonly discard: () => void;
  /** Puts what was typed on top of the newer version. */
  readonly rebase: () => void;
}

/** Changed: it would be saved as something else, or cannot be saved. */
export function changesOf(seen: Seen, typed: Typed): Field[] {
  return fields.filter((field) => {
    const value = typed[field];
    if (value === undefined) return false;
    const result = checked(field, value);
    return !result.ok || result.value !== seen[field];
  });
}

export function problemsOf(typed: Typed, changes: readonly Field[]): { [F in Field]?: string } {
  const problems: { [F in Field]?: string } = {};
  for (const field of changes) {
    const result = checked(field, typed[field] ?? "");
    if (!result.ok) problems[field] = result.message;
  }
  return problems;
}

/** What is sent: the changed fields as the contract reads them. */
export function bodyOfChanges({ values, changes }: Pick<Draft, "values" | "changes">): Partial<Values> {
  const pairs = changes.map((field) => {
    const result = checked(field, values[field]);
    return [field, result.ok ? result.value : values[field]];
  });
  return Object.fromEntries(pairs) as Partial<Values>;
}

interface State {
  readonly seen: Seen;
  readonly typed: Typed;
  readonly generation: number;
}

/** @param policy the latest version known; it may move on while something is typed. */
export function useDraft(policy: Policy): Draft {
  const [state, setState] = useState<State>({ seen: policy, typed: {}, generation: 0 });
  // As long as nothing is typed, the page follows what is saved.
  const { seen, typed, generation } = followed(state, policy);
  const changes = changesOf(seen, typed);
  return {
    values: { ...seen, ...typed },
    seen,
    changes,
    problems: problemsOf(typed, changes),
    newer: policy.revision === seen.revision ? null : policy,
    generation,
    set: (field, value) =>
      setState((before) => {
        const now = followed(before, policy);
        return { ...now, typed: { ...now.typed, [field]: value } };
      }),
    discard: () => setState({ seen: policy, typed: {}, generation: generation + 1 }),
    rebase: () => setState((before) => rebased(before, policy)),
  };
}

/** What was typed and typed back is nothing that must not be lost. */
export function followed(state: State, policy: Policy): State {
  if (policy.revision === state.seen.revision || changesOf(state.seen, state.typed).length > 0) return state;
  return { seen: policy, typed: {}, generation: state.generation + 1 };
}

/** Only what was changed is kept: a field that was typed back must not undo what somebody else changed there. */
export function rebased({ seen, typed, generation }: State, policy: Policy): State {
  const kept = Object.fromEntries(changesOf(seen, typed).map((field) => [field, typed[field]]));
  return { seen: policy, typed: kept, generation: generation + 1 };
}
