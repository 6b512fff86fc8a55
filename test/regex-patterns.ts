import fc from "fast-check";

/** Patterns of everything that is supported, over a small alphabet. */
export const { pattern: regexPatterns } = fc.letrec<{ pattern: string; atom: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 4 },
    tie("atom"),
    fc.tuple(tie("pattern"), tie("pattern")).map(([a, b]) => a + b),
    fc.tuple(tie("pattern"), tie("pattern")).map(([a, b]) => `(${a}|${b})`),
    fc
      .tuple(tie("pattern"), fc.constantFrom("*", "+", "?", "{2}", "{1,}", "{0,2}", "*?", "+?"))
      .map(([a, quantifier]) => `(?:${a})${quantifier}`),
  ),
  atom: fc.constantFrom(
    "a",
    "b",
    ".",
    "\\d",
    "\\w",
    "\\s",
    "[ab]",
    "[^a]",
    "[a-c0]",
    "\\.",
    "\\n",
    "\\x61",
    "[\\d-]",
  ),
}));
