import type { Expression, GrammarBuilder } from "../automaton/expression.ts";
import { expressionSize } from "../automaton/expression-size.ts";

/** Written out, a rule may come to this many nodes. */
const MAXIMUM_SIZE = 256;

/**
 * Has the small rules of a grammar that are not recursive written out where they are called. Without
 * calls they become part of one deterministic automaton: in `(word | " ")+` with `word ::= [a-z]+`,
 * the thousand ways to cut a text into words are then no ways at all.
 */
export function inlineRegularRules(rules: ReadonlyMap<number, Expression>, builder: GrammarBuilder): void {
  const sizes = new Map<number, number>();
  for (let before = -1; before !== sizes.size; ) {
    before = sizes.size;
    for (const [rule, expression] of rules) {
      if (sizes.has(rule)) continue;
      const size = writtenOutSize(expression, sizes);
      if (size > MAXIMUM_SIZE) continue;
      sizes.set(rule, size);
      builder.inline(rule);
    }
  }
}

/** Infinite where a rule is called whose size is not known, as that of recursive ones never is. */
function writtenOutSize(expression: Expression, sizes: ReadonlyMap<number, number>): number {
  switch (expression.kind) {
    case "rule":
      return sizes.get(expression.rule) ?? Number.POSITIVE_INFINITY;
    case "repeat": {
      const { item, minimum, maximum } = expression;
      const copies = Math.max(1, maximum === Number.POSITIVE_INFINITY ? minimum : maximum);
      // What is too large to be copied is counted, and stands there once.
      const size = writtenOutSize(item, sizes);
      return size * copies > MAXIMUM_SIZE ? size : size * copies;
    }
    case "sequence":
    case "choice":
      return expression.items.reduce((sum, item) => sum + writtenOutSize(item, sizes), 1);
    default:
      return expressionSize(expression);
  }
}
