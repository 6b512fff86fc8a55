import type { Expression } from "./expression.ts";

const MAXIMUM_INLINED_SIZE = 32;

/** About how many nodes an expression comes to. */
export function expressionSize(expression: Expression): number {
  switch (expression.kind) {
    case "text":
      return expression.text.length + 1;
    case "characters":
      return expression.characters.every((bound) => bound <= 0x7f) ? 1 : 8;
    case "automaton":
      return expression.automaton.states.length * 8;
    case "rule":
      return 1;
    case "repeat": {
      const { item, minimum, maximum } = expression;
      return expressionSize(item) * Math.max(1, maximum === Number.POSITIVE_INFINITY ? minimum : maximum);
    }
    default:
      return expression.items.reduce((sum, item) => sum + expressionSize(item), 1);
  }
}

/**
 * Whether a rule is better written out where it is called. Not so with loops: as rules of their own
 * they keep their masks from call to call.
 */
export function isInlinable(expression: Expression): boolean {
  return isLoopFree(expression) && expressionSize(expression) <= MAXIMUM_INLINED_SIZE;
}

function isLoopFree(expression: Expression): boolean {
  if (expression.kind === "rule" || expression.kind === "automaton") return false;
  if (expression.kind === "repeat") {
    return expression.maximum !== Number.POSITIVE_INFINITY && isLoopFree(expression.item);
  }
  return expression.kind === "text" || expression.kind === "characters" || expression.items.every(isLoopFree);
}
