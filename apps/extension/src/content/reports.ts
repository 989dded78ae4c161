// What is told to the worker of the forms of a page and of what was filled: which there are, never what is in them.
import type { FieldsSeen } from "../messages/from-content.ts";
import type { FillAnswer, FillProblem, FrameReport } from "../messages/to-content.ts";
import type { FillReport, FillStop, Outcome } from "../page/fill-report.ts";
import type { FoundForm } from "../page/find.ts";

const isFilled = ({ kind }: FoundForm) => kind === "log_in" || kind === "code";

export function fieldsSeenIn(forms: readonly FoundForm[]): FieldsSeen {
  const filled = forms.filter(isFilled);
  return {
    login: filled.some(({ login }) => login !== null),
    password: filled.some(({ password }) => password !== null),
    code: filled.some(({ code }) => code.length > 0),
  };
}

export function frameReportOf(forms: readonly FoundForm[], focused: boolean): FrameReport {
  const fields = fieldsSeenIn(forms);
  const choosesPassword = forms.some(({ newPassword }) => newPassword !== null);
  const purpose = fields.password ? "log_in" : choosesPassword && !fields.login ? "new_password" : null;
  return { fields, purpose, focused };
}

const problemOfStop: Record<FillStop, FillProblem> = {
  other_origin: "other_origin",
  too_late: "too_late",
  no_form: "no_fields",
  frame_hidden: "covered",
  sends_elsewhere: "sends_elsewhere",
};

export function fillAnswerOf({ stop, elsewhere, login, password, code }: FillReport): FillAnswer {
  const filled = { login: login === "filled", password: password === "filled", code: code === "filled" };
  const problem = stop ? problemOfStop[stop] : problemOf([login, password, code]);
  return { filled, problem, elsewhere };
}

/** A step that asks only for the login is no problem, nor is a login that stands there already. */
function problemOf(outcomes: readonly (Outcome | null)[]): FillProblem | null {
  const wanted = outcomes.filter((outcome) => outcome !== null && outcome !== "not_there");
  if (wanted.length === 0) return "no_fields";
  const failed = wanted.filter((outcome) => outcome !== "filled" && outcome !== "read_only");
  if (failed.length === 0) return wanted.includes("filled") ? null : "not_kept";
  return failed.some((outcome) => outcome === "covered" || outcome === "hidden") ? "covered" : "not_kept";
}
