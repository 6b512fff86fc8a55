import { describe, expect, it } from "vitest";
import { ConstraintError } from "../constraint-error.ts";
import { grammar, matches, startConstraint } from "../fixtures/start-constraint.ts";

const ARITHMETIC = grammar(`
  # left-recursive, as people write it
  root ::= sum ";"
  sum  ::= sum "+" product | product
  product ::= product "*" atom
            | atom
  atom ::= [0-9]+ | "(" sum ")"
`);

describe("grammars", () => {
  it.each([
    ["1+2*3;", true],
    ["(1+2)*(3);", true],
    ["((((7))));", true],
    ["1+;", false],
    ["1+2", false],
    ["(1;", false],
  ])("may be left-recursive: %s", (text, expected) => {
    expect(matches(ARITHMETIC, text)).toBe(expected);
  });

  it.each([
    ['root ::= "a" "b"* "c"+ "d"?', "abbcc", "ab"],
    ['root ::= ("x" | "y"){2,3}', "xyx", "xyxy"],
    ['root ::= "n\\n\\"\\\\\\x41\\u00e9\\U0001f98a"', 'n\n"\\Aé🦊', "n"],
    ["root ::= [^a-c\\]\\-]{2}", "de", "d]"],
    ["root ::= . .", "\n🦊", "a"],
    ['root ::= a-1_b\na-1_b ::= "z" ', "z", "a"],
    ['root ::= pair{3}\npair ::= "a" "b"?', "abaab", "aba" + "bb"],
    ['root ::= ""', "", "a"],
    ['root ::= ("a"*)*', "aaa", "b"],
    ['root ::= (("a"?){2,}){1,3} "b"', "aab", "ac"],
  ])("read %s", (ebnf, accepted, refused) => {
    expect(matches(grammar(ebnf), accepted)).toBe(true);
    expect(matches(grammar(ebnf), refused)).toBe(false);
  });

  it.each([
    ['root ::= "<" "a"{3,1000000000} ">"', 3, Number.POSITIVE_INFINITY],
    ['root ::= "<" item{20,30} ">"\nitem ::= "a" | "[" item "]"', 20, 30],
    ['root ::= "<" (("a"){40,50}){1,1} ">"', 40, 50],
    ['root ::= "<" ([a]){10,70} [b]{70,80}? ">"', 10, 70],
  ])("count the rounds of large repetitions: %s", (ebnf, least, most) => {
    const text = (count: number) => `<${"a".repeat(count)}>`;
    expect(matches(grammar(ebnf), text(least - 1))).toBe(false);
    expect(matches(grammar(ebnf), text(least))).toBe(true);
    if (most > 1e6) return;
    expect(matches(grammar(ebnf), text(most))).toBe(true);
    expect(matches(grammar(ebnf), text(most + 1))).toBe(false);
  });

  it("count anew each time a counted loop is entered again", () => {
    const source = grammar('root ::= ("<" [a]{70,80} ">")*');
    const group = (count: number) => `<${"a".repeat(count)}>`;
    expect(matches(source, group(70) + group(80) + group(75))).toBe(true);
    expect(matches(source, group(70) + group(69))).toBe(false);
    expect(matches(source, group(80) + group(81))).toBe(false);
  });

  it("count loops inside of loops, each for itself", () => {
    const source = grammar('root ::= ("<" [a]{70,80} ">"){70,80}');
    const text = (groups: number, length: number) => `<${"a".repeat(length)}>`.repeat(groups);
    expect(matches(source, text(70, 70))).toBe(true);
    expect(matches(source, text(69, 70))).toBe(false);
    expect(matches(source, text(70, 69))).toBe(false);
    expect(matches(source, text(81, 70))).toBe(false);
  });

  it("keep going through long texts of rules that end by calling themselves", () => {
    const constraint = startConstraint(grammar('root ::= "a" root | "b" other | ""\nother ::= "c" root'));
    for (let round = 0; round < 20_000; round++)
      for (const byte of "abc") constraint.accept(byte.charCodeAt(0));
    expect(constraint.isComplete).toBe(true);
  });

  it("take no work to cut a text into words, however many ways there are", () => {
    const words = grammar('root ::= (word | space)+ "."\nword ::= letter+\nletter ::= [a-z]\nspace ::= " "+');
    expect(matches(words, `${"ab cd  ".repeat(2_000)}.`)).toBe(true);
    expect(matches(words, `${"ab ".repeat(2_000)}1.`)).toBe(false);
  });

  it.each([
    ["", "The grammar has no rule 'root'."],
    ['other ::= "a"', "The grammar has no rule 'root'."],
    ["root ::= missing", "The grammar has no rule 'missing'."],
    ['root ::= "a"\nroot ::= "b"', "The grammar defines 'root' twice (line 2)."],
    ['root ::= "a', "The grammar ends too early (line 1)."],
    ['root ::= ("a"', "The grammar has an unclosed group (line 1)."],
    ["root ::= [z-a]", "The grammar has a range out of order (line 1)."],
    ['root ::= "a"{3,2}', "The grammar has a repetition with bounds out of order (line 1)."],
    ['root ::= "a" (="b")', "The grammar has a lookahead, which is not supported (line 1)."],
    ['root ::= "\\d"', "The grammar has a class inside of quotes (line 1)."],
    ['root ::= "a"\n\n = "b"', "The grammar needs 'name ::=' here (line 3)."],
    ["root ::= root", "No text can satisfy the constraint."],
    ['root ::= "a" root', "No text can satisfy the constraint."],
    ["root ::= []", "No text can satisfy the constraint."],
    [`root ::= ${"(".repeat(300)}`, "The grammar has groups nested too deeply (line 1)."],
    [`root ::= ${'"a" '.repeat(100_000)}`, "The grammar is longer than 262144 characters."],
  ])("are refused with a reason: %#", (ebnf, message) => {
    expect(() => startConstraint(grammar(ebnf))).toThrow(new ConstraintError(message));
  });
});
