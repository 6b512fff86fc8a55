import type { Expression, Grammar } from "./expression.ts";

/** Says of every expression of a grammar whether it matches the empty text. */
export function nullability({ rules }: Grammar): (expression: Expression) => boolean {
  const nullable = new Set<number>();
  const test = (expression: Expression): boolean => {
    switch (expression.kind) {
      case "text":
        return expression.text === "";
      case "characters":
        return false;
      case "automaton":
        return expression.automaton.states[0]!.accepting;
      case "sequence":
        return expression.items.every(test);
      case "choice":
        return expression.items.some(test);
      case "repeat":
        return expression.minimum === 0 || test(expression.item);
      case "rule":
        return nullable.has(expression.rule);
    }
  };
  for (let before = -1; before !== nullable.size; ) {
    before = nullable.size;
    for (const [rule, expression] of rules.entries()) {
      if (!nullable.has(rule) && test(expression)) nullable.add(rule);
    }
  }
  return test;
}
