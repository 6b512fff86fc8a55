import {
  choice,
  EMPTY,
  type Expression,
  type Grammar,
  GrammarBuilder,
  repeat,
  sequence,
  text,
} from "../automaton/expression.ts";
import { ConstraintError } from "../constraint-error.ts";
import { ALL_CHARACTERS } from "../text/character-set.ts";
import { parseBracketClass } from "../text/parse-bracket-class.ts";
import { parseEscape } from "../text/parse-escape.ts";
import { braces } from "../text/parse-regex.ts";
import { PatternReader } from "../text/pattern-reader.ts";
import { inlineRegularRules } from "./inline-regular-rules.ts";

const MAXIMUM_LENGTH = 262_144;
const MAXIMUM_DEPTH = 100;
const ROOT = "root";

/**
 * Parses a grammar of rules `name ::= …` (GBNF): "text", [classes], `.` for any character, groups,
 * `|`, `*`, `+`, `?`, {m,n}, # comments. Generation starts at `root`. Left recursion is fine.
 */
export function parseEbnf(source: string): Grammar {
  const builder = new GrammarBuilder();
  return builder.build(parseEbnfInto(source, builder));
}

/** The same, as an expression among other rules. */
export function parseEbnfInto(source: string, builder: GrammarBuilder): Expression {
  if (source.length > MAXIMUM_LENGTH) {
    throw new ConstraintError(`The grammar is longer than ${MAXIMUM_LENGTH} characters.`);
  }
  return new EbnfParser(source, builder).parse();
}

class EbnfParser {
  readonly #reader: PatternReader;
  readonly #builder: GrammarBuilder;
  readonly #rules = new Map<string, { readonly rule: number; isDefined: boolean }>();
  readonly #expressions = new Map<number, Expression>();
  #line = 1;

  constructor(source: string, builder: GrammarBuilder) {
    this.#reader = new PatternReader(source);
    this.#builder = builder;
  }

  parse(): Expression {
    try {
      this.#skipSpace();
      while (!this.#reader.done) this.#parseRule();
    } catch (error) {
      if (!(error instanceof ConstraintError)) throw error;
      throw new ConstraintError(`The grammar ${error.message} (line ${this.#line}).`);
    }
    for (const [name, { isDefined }] of this.#rules) {
      if (!isDefined) throw new ConstraintError(`The grammar has no rule '${name}'.`);
    }
    const root = this.#rules.get(ROOT);
    if (root === undefined) throw new ConstraintError(`The grammar has no rule '${ROOT}'.`);
    inlineRegularRules(this.#expressions, this.#builder);
    return { kind: "rule", rule: root.rule };
  }

  #parseRule(): void {
    const name = this.#name();
    if (name === "" || !this.#reader.skip("::=")) throw new ConstraintError("needs 'name ::=' here");
    const entry = this.#entry(name);
    if (entry.isDefined) throw new ConstraintError(`defines '${name}' twice`);
    entry.isDefined = true;
    this.#skipSpace();
    const expression = this.#alternatives(0);
    this.#expressions.set(entry.rule, expression);
    this.#builder.define(entry.rule, expression);
  }

  #alternatives(depth: number): Expression {
    if (depth > MAXIMUM_DEPTH) throw new ConstraintError("has groups nested too deeply");
    const items = [this.#sequence(depth)];
    while (this.#skip("|")) items.push(this.#sequence(depth));
    return choice(...items);
  }

  #sequence(depth: number): Expression {
    const items: Expression[] = [];
    for (let item = this.#item(depth); item !== undefined; item = this.#item(depth)) items.push(item);
    return items.length === 1 ? items[0]! : sequence(...items);
  }

  #item(depth: number): Expression | undefined {
    const primary = this.#primary(depth);
    if (primary === undefined) return undefined;
    let item = primary;
    for (let bounds = this.#quantifier(); bounds !== undefined; bounds = this.#quantifier()) {
      if (bounds.minimum > bounds.maximum)
        throw new ConstraintError("has a repetition with bounds out of order");
      item = bounds.maximum === 0 ? EMPTY : repeat(item, bounds.minimum, bounds.maximum);
    }
    return item;
  }

  #primary(depth: number): Expression | undefined {
    if (this.#reader.startsWith("(=")) throw new ConstraintError("has a lookahead, which is not supported");
    if (this.#skip("(")) {
      const group = this.#alternatives(depth + 1);
      if (!this.#skip(")")) throw new ConstraintError("has an unclosed group");
      return group;
    }
    if (this.#reader.skip('"')) return this.#literal();
    if (this.#reader.skip("[")) return this.#characters(parseBracketClass(this.#reader));
    if (this.#skip(".")) return { kind: "characters", characters: ALL_CHARACTERS };
    return this.#reference();
  }

  #literal(): Expression {
    let value = "";
    while (!this.#reader.skip('"')) {
      if (!this.#reader.skip("\\")) {
        value += this.#reader.take();
        continue;
      }
      const escaped = parseEscape(this.#reader);
      if (escaped.kind === "class") throw new ConstraintError("has a class inside of quotes");
      value += String.fromCodePoint(escaped.codePoint);
    }
    this.#skipSpace();
    return text(value);
  }

  #characters(characters: Extract<Expression, { kind: "characters" }>["characters"]): Expression {
    this.#skipSpace();
    return { kind: "characters", characters };
  }

  /** A name that is not the start of the next rule. */
  #reference(): Expression | undefined {
    const name = this.#reader.attempt(() => {
      const found = this.#name();
      return found === "" || this.#reader.startsWith("::=") ? undefined : found;
    });
    return name === undefined ? undefined : { kind: "rule", rule: this.#entry(name).rule };
  }

  #quantifier(): { minimum: number; maximum: number } | undefined {
    if (this.#skip("*")) return { minimum: 0, maximum: Number.POSITIVE_INFINITY };
    if (this.#skip("+")) return { minimum: 1, maximum: Number.POSITIVE_INFINITY };
    if (this.#skip("?")) return { minimum: 0, maximum: 1 };
    const bounds = this.#reader.attempt(() => braces(this.#reader));
    if (bounds !== undefined) this.#skipSpace();
    return bounds;
  }

  #entry(name: string): { readonly rule: number; isDefined: boolean } {
    let entry = this.#rules.get(name);
    if (entry === undefined) {
      entry = { rule: this.#builder.reserve(), isDefined: false };
      this.#rules.set(name, entry);
    }
    return entry;
  }

  #name(): string {
    const name = this.#reader.takeWhile((next) => /[A-Za-z0-9_.-]/.test(next));
    this.#skipSpace();
    return name;
  }

  #skip(symbol: string): boolean {
    if (!this.#reader.skip(symbol)) return false;
    this.#skipSpace();
    return true;
  }

  #skipSpace(): void {
    for (;;) {
      if (this.#reader.skip("\n")) this.#line += 1;
      else if (this.#reader.skip("#")) this.#reader.takeWhile((next) => next !== "\n");
      else if (this.#reader.takeWhile((next) => next === " " || next === "\t" || next === "\r") === "")
        return;
    }
  }
}
