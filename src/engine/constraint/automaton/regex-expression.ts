import { ConstraintError } from "../constraint-error.ts";
import { textAutomaton } from "../text/text-language.ts";
import type { Expression } from "./expression.ts";

/** Texts that match a regular expression as a whole. */
export function regexExpression(pattern: string): Expression {
  try {
    return { kind: "automaton", automaton: textAutomaton({ matching: [pattern] }), encoding: "text" };
  } catch (error) {
    if (!(error instanceof ConstraintError)) throw error;
    throw new ConstraintError(`The regular expression ${error.message}.`);
  }
}
