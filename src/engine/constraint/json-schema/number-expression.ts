import type { Expression } from "../automaton/expression.ts";
import { ConstraintError } from "../constraint-error.ts";
import type { Facts } from "./facts.ts";
import { ANY_INTEGER, ANY_NUMBER } from "./json-syntax.ts";
import { numberAutomaton } from "./number-language.ts";
import { schemaError } from "./schema-error.ts";
import type { SchemaTranslator } from "./translate-schema.ts";

export function numberExpression(facts: Facts, translator: SchemaTranslator): Expression {
  const { isInteger, lower, upper, multiples } = facts;
  const free = isInteger ? ANY_INTEGER : ANY_NUMBER;
  if (lower === undefined && upper === undefined && multiples.length === 0) {
    return translator.shared(`number ${isInteger}`, () => free);
  }
  const written = [lower, upper, ...multiples].map((bound) =>
    bound === undefined
      ? ""
      : "value" in bound
        ? `${decimalText(bound.value)}${bound.isExclusive}`
        : decimalText(bound),
  );
  return translator.shared(`number ${isInteger} ${written.join()}`, () => {
    try {
      return { kind: "automaton", automaton: numberAutomaton(facts), encoding: "text" };
    } catch (error) {
      if (!(error instanceof ConstraintError)) throw error;
      const keyword = multiples.length > 0 ? "multipleOf" : "minimum";
      translator.refuse(schemaError(facts.path, `'${keyword}' ${error.message}`));
      return free;
    }
  });
}

function decimalText({ digits, scale }: { readonly digits: bigint; readonly scale: number }): string {
  return `${digits}/${scale}`;
}
