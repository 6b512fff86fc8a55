import { ConstraintError } from "../constraint-error.ts";
import type { CharacterAutomaton } from "../text/character-automaton.ts";
import type { CharacterSet } from "../text/character-set.ts";

/** How the characters of an automaton are written: as they are, or as inside a JSON string. */
export type TextEncoding = "text" | "json-string";

/** What JSON schemas, regular expressions, grammars and structural tags are all translated into. */
export type Expression =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "characters"; readonly characters: CharacterSet }
  | { readonly kind: "automaton"; readonly automaton: CharacterAutomaton; readonly encoding: TextEncoding }
  | { readonly kind: "sequence"; readonly items: readonly Expression[] }
  | { readonly kind: "choice"; readonly items: readonly Expression[] }
  | { readonly kind: "repeat"; readonly item: Expression; readonly minimum: number; readonly maximum: number }
  | { readonly kind: "rule"; readonly rule: number };

export interface Grammar {
  readonly rules: readonly Expression[];
  /** Rules that are written out where they are called. */
  readonly inlined: ReadonlySet<number>;
  readonly root: number;
}

/** Bounds the memory of a grammar while it is being put together. */
const MAXIMUM_RULES = 100_000;

/** Collects rules; a rule may be named before it is defined, so that rules can be recursive. */
export class GrammarBuilder {
  readonly #rules: Array<Expression | undefined> = [];
  readonly #inlined = new Set<number>();

  reserve(): number {
    if (this.#rules.length >= MAXIMUM_RULES) throw new ConstraintError("The grammar is too large.");
    return this.#rules.push(undefined) - 1;
  }

  define(rule: number, expression: Expression): void {
    this.#rules[rule] = expression;
  }

  /** The rule, which must not call itself, is to be written out where it is called. */
  inline(rule: number): void {
    this.#inlined.add(rule);
  }

  /** Makes the expression a rule of its own and refers to it. */
  rule(expression: Expression): Extract<Expression, { kind: "rule" }> {
    const rule = this.reserve();
    this.define(rule, expression);
    return { kind: "rule", rule };
  }

  build(root: Expression): Grammar {
    const { rule } = root.kind === "rule" ? root : this.rule(root);
    const rules = this.#rules.map((expression) => expression ?? NOTHING);
    return { rules, inlined: this.#inlined, root: rule };
  }
}

export const EMPTY: Expression = { kind: "sequence", items: [] };
/** Matches no text at all. */
export const NOTHING: Expression = { kind: "choice", items: [] };

export function text(value: string): Expression {
  return { kind: "text", text: value };
}

export function sequence(...items: readonly Expression[]): Expression {
  return { kind: "sequence", items };
}

export function choice(...items: readonly Expression[]): Expression {
  return items.length === 1 ? items[0]! : { kind: "choice", items };
}

export function repeat(item: Expression, minimum: number, maximum: number): Expression {
  return { kind: "repeat", item, minimum, maximum };
}

export function optional(item: Expression): Expression {
  return repeat(item, 0, 1);
}
