import { ConstraintError } from "../constraint-error.ts";
import type { Automaton } from "./automaton.ts";
import { buildRule } from "./build-rule.ts";
import { determinizeRule, MAXIMUM_STATES, type RuleState } from "./determinize-rule.ts";
import type { Expression, Grammar } from "./expression.ts";
import { isInlinable } from "./expression-size.ts";
import { nullability } from "./nullable.ts";
import { packRules } from "./pack-rules.ts";
import type { Counter } from "./rule-graph.ts";
import { trimRules } from "./trim-rules.ts";

/** @throws ConstraintError where the grammar is too large or matches no text at all. */
export function compileGrammar(grammar: Grammar): Automaton {
  const expressions: Expression[] = [...grammar.rules];
  const inlined = grammar.rules.map(
    (expression, rule) => grammar.inlined.has(rule) || isInlinable(expression),
  );
  const context = {
    extract: (expression: Expression) => expressions.push(expression) - 1,
    isNullable: nullability(grammar),
    inlined: (rule: number) => (inlined[rule] === true ? expressions[rule] : undefined),
  };
  const rules: RuleState[][] = [];
  const counters: Array<Counter | undefined> = [];
  let states = 0;
  // The list grows while it is worked through: loops that need a counter of their own join it.
  for (let rule = 0; rule < expressions.length; rule++) {
    const { graph, end } = buildRule(expressions[rule]!, context);
    const determinized = determinizeRule(graph, end);
    states += determinized.length;
    if (states > MAXIMUM_STATES) throw new ConstraintError("The grammar is too large.");
    rules.push(determinized);
    counters.push(graph.counter);
  }
  const trimmed = trimRules(rules, counters, grammar.root);
  if (trimmed === undefined) throw new ConstraintError("No text can satisfy the constraint.");
  return packRules(trimmed, counters, grammar.root);
}
