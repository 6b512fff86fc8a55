import type { ConstraintSource } from "../../generate-request.ts";
import type { Automaton } from "../automaton/automaton.ts";
import { compileGrammar } from "../automaton/compile-grammar.ts";
import { type Grammar, GrammarBuilder } from "../automaton/expression.ts";
import { regexExpression } from "../automaton/regex-expression.ts";
import { parseEbnf } from "../ebnf/parse-ebnf.ts";
import { anyJson, INDENTED } from "../json-schema/json-syntax.ts";
import { translateSchema } from "../json-schema/translate-schema.ts";
import { translateTag } from "../structural-tag/translate-tag.ts";

/** Compiles a constraint, in time and memory that only the caller can bound. @throws ConstraintError */
export function compileSource(source: ConstraintSource): Automaton {
  return compileGrammar(translate(source));
}

function translate(source: ConstraintSource): Grammar {
  switch (source.kind) {
    case "json-schema":
      return translateSchema(source.schema, source.strict).grammar;
    case "json-object": {
      const builder = new GrammarBuilder();
      return builder.build(anyJson(builder, INDENTED).object);
    }
    case "regex":
      return new GrammarBuilder().build(regexExpression(source.pattern));
    case "grammar":
      return parseEbnf(source.ebnf);
    case "structural-tag":
      return translateTag(source.format);
  }
}
