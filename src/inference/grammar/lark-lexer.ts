import { GrammarError } from "./grammar-node.ts";

export type LarkToken =
  | { readonly type: "name"; readonly text: string }
  | { readonly type: "string"; readonly text: string; readonly ignoreCase: boolean }
  | { readonly type: "regex"; readonly pattern: string; readonly flags: string }
  | { readonly type: "number"; readonly value: number }
  | { readonly type: "sign"; readonly text: string }
  /** Ends a definition, unless the next line goes on with `|`. */
  | { readonly type: "line-end" };

/** One pattern a kind of token, tried in this order. */
const PATTERNS: ReadonlyArray<readonly [kind: LarkToken["type"] | "space" | "comment", pattern: RegExp]> = [
  ["line-end", /(?:\r?\n)+/y],
  ["space", /[ \t\f\r]+|\\\r?\n/y],
  ["comment", /(?:\/\/|#)[^\n]*/y],
  ["string", /"(?:[^"\\\n]|\\.)*"i?/y],
  ["regex", /\/(?!\/)(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[imslux]*/y],
  ["name", /[!?]?_?[a-zA-Z][a-zA-Z0-9_]*/y],
  ["number", /\d+/y],
  ["sign", /->|\.\.|%[a-z]+|[:|()[\]*+?~.,-]/y],
];

/** @throws GrammarError */
export function readLark(source: string): LarkToken[] {
  const tokens: LarkToken[] = [];
  let at = 0;
  while (at < source.length) {
    const [kind, text] = match(source, at);
    at += text.length;
    if (kind !== "space" && kind !== "comment") tokens.push(toToken(kind, text));
  }
  return tokens;
}

function match(source: string, at: number): readonly [kind: (typeof PATTERNS)[number][0], text: string] {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found !== null) return [kind, found[0]];
  }
  const line = source.slice(0, at).split("\n").length;
  throw new GrammarError(`The grammar cannot be read from line ${line} on.`);
}

function toToken(kind: LarkToken["type"], text: string): LarkToken {
  switch (kind) {
    case "string": {
      const ignoreCase = text.endsWith("i");
      return { type: "string", text: plainText(text.slice(1, ignoreCase ? -2 : -1)), ignoreCase };
    }
    case "regex": {
      const end = text.lastIndexOf("/");
      return { type: "regex", pattern: text.slice(1, end), flags: text.slice(end + 1) };
    }
    case "number":
      return { type: "number", value: Number(text) };
    case "line-end":
      return { type: "line-end" };
    default:
      return { type: kind, text };
  }
}

function plainText(text: string): string {
  return text.replace(/\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)/gs, (_, code: string) => {
    if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return { n: "\n", r: "\r", t: "\t", f: "\f", v: "\v", 0: "\0" }[code] ?? code;
  });
}
