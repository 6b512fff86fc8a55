import { describe, expect, it } from "vitest";
import { matchesGrammar } from "./fixtures/match-grammar.ts";
import { GrammarError } from "./grammar-node.ts";
import { parseLark } from "./lark-parser.ts";

const CALCULATOR = `
// Sums and products.
start: expr
?expr: term (SP ADD SP term)* -> sum
     | term
term: factor (SP MUL SP factor)*
factor: INT
SP: " "
ADD.2: "+"
MUL: "*"
%import common.INT
`;

describe("parseLark", () => {
  it.each([
    ["4 + 4", true],
    ["1 + 2 * 30", true],
    ["4+4", false],
    ["", false],
  ])("reads rules and terminals: %s", (text, expected) => {
    expect(matchesGrammar(parseLark(CALCULATOR), text)).toBe(expected);
  });

  it("lets ignored text stand between tokens, not inside them", () => {
    const grammar = parseLark('start: "let" NAME "=" /[0-9]/+\nNAME: "a".."c" ~ 2..3\n%ignore / +/');
    expect(matchesGrammar(grammar, " let  abc=1 2 ")).toBe(true);
    expect(matchesGrammar(grammar, "letab = 12")).toBe(true);
    expect(matchesGrammar(grammar, "l et ab=1")).toBe(false);
    expect(matchesGrammar(grammar, "let a b=1")).toBe(false);
  });

  it("reads groups, options, flags, comments, aliases and imports under another name", () => {
    const grammar = parseLark(`
      %import common (WORD, DIGIT)
      %import common.NEWLINE -> NL
      start: [greeting] ("you"i | "we"i)? NL # done
      !greeting: "hi" WORD DIGIT? | /HELLO/i
    `);
    for (const text of ["\n", "hiBob7YOU\n", "hellowe\r\n"]) expect(matchesGrammar(grammar, text)).toBe(true);
    expect(matchesGrammar(grammar, "hi7\n")).toBe(false);
  });

  it("reads recursion", () => {
    const grammar = parseLark('start: list\nlist: "[" (list ("," list)*)? "]"');
    expect(matchesGrammar(grammar, "[[],[[]]]")).toBe(true);
    expect(matchesGrammar(grammar, "[[],]")).toBe(false);
  });

  it.each([
    ["a grammar without a start", "rule: /a/"],
    ["a name that is not defined", "start: other"],
    ["a name that is defined twice", 'start: "a"\nstart: "b"'],
    ["an unknown import", "%import common.NOTHING\nstart: NOTHING"],
    ["an import from elsewhere", "%import python.NAME\nstart: NAME"],
    ["an unknown directive", '%declare X\nstart: "a"'],
    ["a lookahead", "start: /a(?=b)/"],
    ["an unclosed group", 'start: ("a"'],
    ["an unclosed string", 'start: "a'],
    ["a range of long strings", 'start: "ab".."cd"'],
    ["a repetition beyond the bound", 'start: "a" ~ 99999'],
    ["groups nested too deeply", `start: ${"(".repeat(500)}"a"${")".repeat(500)}`],
    ["something after a definition", 'start: "a" ) "b"'],
  ])("refuses %s", (_, source) => {
    expect(() => parseLark(source)).toThrow(GrammarError);
  });
});
