import { choiceOf, EMPTY, type Grammar, GrammarError, type GrammarNode, sequenceOf } from "./grammar-node.ts";
import { type LarkToken, readLark } from "./lark-lexer.ts";
import { COMMON_TERMINALS } from "./lark-terminals.ts";
import { parseRegex } from "./regex-parser.ts";

const MAXIMUM_DEPTH = 100;
const MAXIMUM_COUNT = 10_000;

/** Stands for the text between tokens that the grammar ignores. No name in a grammar has a space. */
const IGNORED = "ignored text";

/**
 * Reads the subset of Lark grammars that is a plain context-free grammar: rules, terminals, strings,
 * regular expressions, `| * + ? ~ ( ) [ ]`, `%ignore` and `%import common`.
 *
 * @throws GrammarError
 */
export function parseLark(source: string): Grammar {
  return new LarkParser(readLark(source)).parse();
}

class LarkParser {
  readonly #tokens: readonly LarkToken[];
  readonly #rules = new Map<string, GrammarNode>();
  readonly #used = new Set<string>();
  readonly #ignored: GrammarNode[] = [];
  readonly #ignores: boolean;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly LarkToken[]) {
    this.#tokens = tokens;
    this.#ignores = tokens.some((token) => token.type === "sign" && token.text === "%ignore");
  }

  parse(): Grammar {
    while (this.#at < this.#tokens.length) {
      const token = this.#tokens[this.#at++]!;
      if (token.type === "line-end") continue;
      if (token.type === "name") this.#definition(token.text.replace(/^[!?]+/, ""));
      else if (token.type === "sign" && token.text === "%ignore") this.#ignored.push(this.#choice(true));
      else if (token.type === "sign" && token.text === "%import") this.#import();
      else throw new GrammarError("The grammar holds a line that is neither a rule nor a known directive.");
    }
    if (!this.#rules.has("start")) throw new GrammarError("The grammar has no rule named 'start'.");
    for (const name of this.#used) {
      if (!this.#rules.has(name)) throw new GrammarError(`The grammar uses '${name}' without defining it.`);
    }
    if (!this.#ignores) return { root: "start", rules: this.#rules };
    this.#rules.set(IGNORED, { type: "repeat", node: choiceOf(this.#ignored), minimum: 0 });
    const root = "start of the text";
    this.#rules.set(root, sequenceOf([rule(IGNORED), rule("start")]));
    return { root, rules: this.#rules };
  }

  #definition(name: string): void {
    if (this.#take(".")) this.#number();
    this.#expect(":");
    if (this.#rules.has(name)) throw new GrammarError(`The grammar defines '${name}' twice.`);
    this.#rules.set(name, this.#choice(isTerminal(name)));
    const end = this.#tokens[this.#at];
    if (end !== undefined && end.type !== "line-end") {
      throw new GrammarError(`The definition of '${name}' cannot be read to its end.`);
    }
  }

  #import(): void {
    this.#take(".");
    if (this.#name() !== "common")
      throw new GrammarError("The grammar imports from another place than 'common'.");
    this.#take(".");
    const names: [imported: string, alias: string][] = [];
    if (this.#take("(")) {
      do names.push(same(this.#name()));
      while (this.#take(","));
      this.#expect(")");
    } else {
      const imported = this.#name();
      names.push(this.#take("->") ? [imported, this.#name()] : same(imported));
    }
    for (const [imported, alias] of names) {
      const pattern = COMMON_TERMINALS.get(imported);
      if (pattern === undefined) throw new GrammarError(`'common.${imported}' is not known.`);
      this.#rules.set(alias, parseRegex(pattern));
    }
  }

  #choice(terminal: boolean): GrammarNode {
    if (++this.#depth > MAXIMUM_DEPTH) throw new GrammarError("The grammar's groups are nested too deeply.");
    const nodes = [this.#sequence(terminal)];
    while (this.#takeBar()) nodes.push(this.#sequence(terminal));
    this.#depth--;
    return choiceOf(nodes);
  }

  /** A bar, also at the beginning of the next line. */
  #takeBar(): boolean {
    const from = this.#at;
    while (this.#tokens[this.#at]?.type === "line-end") this.#at++;
    if (this.#take("|")) return true;
    this.#at = from;
    return false;
  }

  #sequence(terminal: boolean): GrammarNode {
    const nodes: GrammarNode[] = [];
    for (let node = this.#atom(terminal); node !== undefined; node = this.#atom(terminal)) {
      nodes.push(this.#quantified(node));
    }
    if (this.#take("->")) this.#name();
    return nodes.length === 0 ? EMPTY : sequenceOf(nodes);
  }

  #atom(terminal: boolean): GrammarNode | undefined {
    const token = this.#tokens[this.#at];
    if (token?.type === "sign" && (token.text === "(" || token.text === "[")) {
      this.#at++;
      const node = this.#choice(terminal);
      this.#expect(token.text === "(" ? ")" : "]");
      return token.text === "(" ? node : { type: "repeat", node, minimum: 0, maximum: 1 };
    }
    if (token?.type === "name") {
      this.#at++;
      this.#used.add(token.text);
      return isTerminal(token.text) ? this.#spaced(rule(token.text), terminal) : rule(token.text);
    }
    if (token?.type !== "string" && token?.type !== "regex") return undefined;
    this.#at++;
    return this.#spaced(token.type === "string" ? this.#string(token) : regex(token), terminal);
  }

  #string(token: LarkToken & { type: "string" }): GrammarNode {
    if (this.#take("..")) {
      const last = this.#tokens[this.#at++];
      const ends = [token.text, last?.type === "string" ? last.text : ""].map((text) => [...text]);
      if (ends.some((characters) => characters.length !== 1)) {
        throw new GrammarError("A range needs one character on each side.");
      }
      const [first, end] = ends.map(([character]) => character!.codePointAt(0)!);
      if (end! < first!) throw new GrammarError("A range ends before it begins.");
      return { type: "class", ranges: [[first!, end!]] };
    }
    if (!token.ignoreCase) return { type: "literal", text: token.text };
    return parseRegex(token.text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"), { ignoreCase: true });
  }

  /** Within rules, a token may be followed by what the grammar ignores; a terminal is one token. */
  #spaced(node: GrammarNode, terminal: boolean): GrammarNode {
    return this.#ignores && !terminal ? sequenceOf([node, rule(IGNORED)]) : node;
  }

  #quantified(node: GrammarNode): GrammarNode {
    if (this.#take("*")) return { type: "repeat", node, minimum: 0 };
    if (this.#take("+")) return { type: "repeat", node, minimum: 1 };
    if (this.#take("?")) return { type: "repeat", node, minimum: 0, maximum: 1 };
    if (!this.#take("~")) return node;
    const minimum = this.#number();
    const maximum = this.#take("..") ? this.#number() : minimum;
    if (maximum < minimum) throw new GrammarError("A repetition ends before it begins.");
    return { type: "repeat", node, minimum, maximum };
  }

  #number(): number {
    const token = this.#tokens[this.#at++];
    if (token?.type !== "number" || token.value > MAXIMUM_COUNT) {
      throw new GrammarError(`The grammar needs a number up to ${MAXIMUM_COUNT} where it has none.`);
    }
    return token.value;
  }

  #name(): string {
    const token = this.#tokens[this.#at++];
    if (token?.type !== "name") throw new GrammarError("The grammar needs a name where it has none.");
    return token.text;
  }

  #take(sign: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.type !== "sign" || token.text !== sign) return false;
    this.#at++;
    return true;
  }

  #expect(sign: string): void {
    if (!this.#take(sign)) throw new GrammarError(`The grammar needs '${sign}' where it has none.`);
  }
}

const rule = (name: string): GrammarNode => ({ type: "rule", name });

const same = (name: string): [string, string] => [name, name];

function isTerminal(name: string): boolean {
  return /^_?[A-Z]/.test(name);
}

function regex(token: LarkToken & { type: "regex" }): GrammarNode {
  return parseRegex(token.pattern, {
    ignoreCase: token.flags.includes("i"),
    dotAll: token.flags.includes("s"),
  });
}
