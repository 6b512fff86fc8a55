import {
  ANY_CHARACTER,
  DIGITS,
  ignoreCase,
  invertRanges,
  LINE_BREAK,
  normalizeRanges,
  type Ranges,
  SPACE,
  WORD,
} from "./character-ranges.ts";
import {
  type CodePointRange,
  choiceOf,
  EMPTY,
  GrammarError,
  type GrammarNode,
  sequenceOf,
} from "./grammar-node.ts";

export interface RegexFlags {
  readonly ignoreCase?: boolean;
  /** A dot stands for line breaks too. */
  readonly dotAll?: boolean;
}

/** Largest number in a counted repetition. */
const MAXIMUM_COUNT = 10_000;
const MAXIMUM_DEPTH = 100;

const CLASS_ESCAPES: Readonly<Record<string, Ranges>> = {
  d: DIGITS,
  D: invertRanges(DIGITS),
  w: WORD,
  W: invertRanges(WORD),
  s: SPACE,
  S: invertRanges(SPACE),
};

const CHARACTER_ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  f: "\f",
  v: "\v",
  0: "\0",
};

/**
 * Reads a regular expression that must match a whole text. Groups only group, lazy quantifiers
 * mean the same texts as greedy ones; what is no regular language is refused.
 *
 * @throws GrammarError
 */
export function parseRegex(pattern: string, flags: RegexFlags = {}): GrammarNode {
  return new RegexParser(pattern, flags).parse();
}

class RegexParser {
  readonly #characters: readonly string[];
  readonly #flags: RegexFlags;
  #at = 0;
  #depth = 0;

  constructor(pattern: string, flags: RegexFlags) {
    this.#characters = [...pattern];
    this.#flags = flags;
  }

  parse(): GrammarNode {
    const node = this.#choice();
    if (this.#at < this.#characters.length) throw this.#error("an unmatched ')'");
    return node;
  }

  #choice(): GrammarNode {
    if (++this.#depth > MAXIMUM_DEPTH) throw this.#error("groups nested too deeply");
    const nodes = [this.#sequence()];
    while (this.#take("|")) nodes.push(this.#sequence());
    this.#depth--;
    return choiceOf(nodes);
  }

  #sequence(): GrammarNode {
    const nodes: GrammarNode[] = [];
    // Anchors say what is meant anyway, where they stand at the ends of the whole.
    if (this.#depth === 1) this.#take("^");
    for (let next = this.#peek(); next !== undefined && next !== "|" && next !== ")"; next = this.#peek()) {
      if (this.#depth === 1 && next === "$" && [undefined, "|"].includes(this.#characters[this.#at + 1])) {
        this.#at++;
        break;
      }
      nodes.push(this.#quantified(this.#atom()));
    }
    return nodes.length === 0 ? EMPTY : sequenceOf(nodes);
  }

  #atom(): GrammarNode {
    const character = this.#next("an expression");
    switch (character) {
      case "(":
        return this.#group();
      case "[":
        return this.#class(this.#bracketClass());
      case ".":
        return this.#class(this.#flags.dotAll ? ANY_CHARACTER : invertRanges(LINE_BREAK));
      case "\\":
        return this.#class(this.#escape());
      case "*":
      case "+":
      case "?":
        throw this.#error(`nothing to repeat before '${character}'`);
      case "^":
      case "$":
        throw this.#error(`'${character}' in the middle`);
      default:
        return this.#class(single(character));
    }
  }

  #group(): GrammarNode {
    if (this.#take("?")) {
      if (this.#take("P")) this.#expect("<");
      else if (!this.#take(":") && !this.#take("<")) throw this.#error("a lookaround or an inline flag");
      if (this.#characters[this.#at - 1] === "<") {
        if (this.#peek() === "=" || this.#peek() === "!") throw this.#error("a lookaround");
        while (this.#next("'>'") !== ">");
      }
    }
    const node = this.#choice();
    this.#expect(")");
    return node;
  }

  #quantified(node: GrammarNode): GrammarNode {
    const count = this.#count();
    if (count === undefined) return node;
    if (!this.#take("?") && this.#peek() === "+") throw this.#error("a possessive quantifier");
    return this.#quantified({ type: "repeat", node, ...count });
  }

  #count(): { minimum: number; maximum?: number } | undefined {
    if (this.#take("*")) return { minimum: 0 };
    if (this.#take("+")) return { minimum: 1 };
    if (this.#take("?")) return { minimum: 0, maximum: 1 };
    if (this.#peek() !== "{") return undefined;
    const rest = this.#characters.slice(this.#at, this.#at + 16).join("");
    const match = /^\{(\d+)(,(\d*))?\}/.exec(rest);
    if (match === null) return undefined;
    this.#at += match[0].length;
    const minimum = Number(match[1]);
    const maximum = match[2] === undefined ? minimum : match[3] === "" ? undefined : Number(match[3]);
    if (Math.max(minimum, maximum ?? 0) > MAXIMUM_COUNT || (maximum ?? minimum) < minimum) {
      throw this.#error(`the repetition ${match[0]}`);
    }
    return maximum === undefined ? { minimum } : { minimum, maximum };
  }

  #bracketClass(): Ranges {
    const inverted = this.#take("^");
    const ranges: CodePointRange[] = [];
    for (let first = true; first || this.#peek() !== "]"; first = false) {
      const start = this.#classMember();
      const [begin] = start;
      const isRange = this.#peek() === "-" && ![undefined, "]"].includes(this.#characters[this.#at + 1]);
      if (!isRange || start.length !== 1 || begin![0] !== begin![1]) {
        ranges.push(...start);
        continue;
      }
      this.#at++;
      const [end] = this.#classMember();
      if (end === undefined || end[0] < begin![0]) throw this.#error("a range that ends before it begins");
      ranges.push([begin![0], end[0]]);
    }
    this.#at++;
    return inverted ? invertRanges(ranges) : normalizeRanges(ranges);
  }

  #classMember(): Ranges {
    const character = this.#next("']'");
    return character === "\\" ? this.#escape(true) : single(character);
  }

  #escape(inClass = false): Ranges {
    const letter = this.#next("an escaped character");
    const known = CLASS_ESCAPES[letter];
    if (known !== undefined) return known;
    const simple = CHARACTER_ESCAPES[letter] ?? (inClass && letter === "b" ? "\b" : undefined);
    if (simple !== undefined) return single(simple);
    if (letter === "x" || letter === "u" || letter === "U") return this.#hexadecimal(letter);
    if (/[a-zA-Z1-9]/.test(letter)) throw this.#error(`'\\${letter}'`);
    return single(letter);
  }

  #hexadecimal(letter: "x" | "u" | "U"): Ranges {
    const rest = this.#characters.slice(this.#at, this.#at + 10).join("");
    const digits = { x: 2, u: 4, U: 8 }[letter];
    const match = /^\{([0-9a-fA-F]{1,8})\}/.exec(rest) ?? new RegExp(`^([0-9a-fA-F]{${digits}})`).exec(rest);
    const code = Number.parseInt(match?.[1] ?? "", 16);
    if (match === null || code > ANY_CHARACTER.at(-1)![1]) throw this.#error(`'\\${letter}'`);
    this.#at += match[0].length;
    return [[code, code]];
  }

  #class(ranges: Ranges): GrammarNode {
    const wanted = this.#flags.ignoreCase ? ignoreCase(ranges) : ranges;
    if (wanted.length === 0) throw this.#error("a class without characters");
    const [first] = wanted;
    return wanted.length === 1 && first![0] === first![1]
      ? { type: "literal", text: String.fromCodePoint(first![0]) }
      : { type: "class", ranges: wanted };
  }

  #peek(): string | undefined {
    return this.#characters[this.#at];
  }

  #next(wanted: string): string {
    const character = this.#characters[this.#at++];
    if (character === undefined) throw this.#error(`an end where ${wanted} is due`);
    return character;
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at++;
    return true;
  }

  #expect(character: string): void {
    if (!this.#take(character)) throw this.#error(`no '${character}' where one is due`);
  }

  #error(what: string): GrammarError {
    return new GrammarError(`The regular expression holds ${what}, which is not supported.`);
  }
}

function single(character: string): Ranges {
  const code = character.codePointAt(0)!;
  return [[code, code]];
}
