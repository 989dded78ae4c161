// The zxcvbn estimator with its dictionaries, loaded apart from the rest.
import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import * as common from "@zxcvbn-ts/language-common";
import * as english from "@zxcvbn-ts/language-en";

/** Longer passwords are strong anyway, and slow to estimate. */
const longestEstimated = 100;

export function createEstimate() {
  const estimator = new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    translations: english.translations,
  });
  return (password: string, words: string[]): { score: number; advice: string } => {
    const context = words.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]).filter((word) => word.length > 2);
    const { score, feedback } = estimator.check(password.slice(0, longestEstimated), [...context, "hesper"]);
    return { score, advice: feedback.warning ?? feedback.suggestions[0] ?? "" };
  };
}
