import { toJsonStringEbnf } from "../grammar/ebnf-writer.ts";
import { type Grammar, GrammarError } from "../grammar/grammar-node.ts";
import { parseLark } from "../grammar/lark-parser.ts";
import { parseRegex } from "../grammar/regex-parser.ts";
import { InferenceFailure } from "../inference-error.ts";
import type { CustomToolFormat } from "../tool.ts";

/** Longer definitions are refused before they are read. */
const MAXIMUM_CHARACTERS = 65_536;

/**
 * EBNF for a custom tool's input, as it stands inside a JSON string.
 * @throws InferenceFailure where the definition cannot be understood
 */
export function customInputGrammar(
  tool: string,
  format: CustomToolFormat & { readonly type: "grammar" },
): string {
  try {
    if (format.definition.length > MAXIMUM_CHARACTERS) throw new GrammarError("The grammar is too long.");
    return toJsonStringEbnf(readGrammar(format.syntax, format.definition));
  } catch (cause) {
    if (!(cause instanceof GrammarError)) throw cause;
    throw new InferenceFailure({ code: "unsupported-tool", tool, message: cause.message });
  }
}

function readGrammar(syntax: "lark" | "regex", definition: string): Grammar {
  if (syntax === "lark") return parseLark(definition);
  return { root: "pattern", rules: new Map([["pattern", parseRegex(definition)]]) };
}
