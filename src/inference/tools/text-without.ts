import type { ConstraintSource } from "../../engine/index.ts";

/**
 * Any text in which a word does not occur. The grammar is the automaton that searches for the word:
 * one rule for each number of characters matched so far, and none for all of them.
 */
export function textWithout(word: string): ConstraintSource {
  const characters = [...word];
  const rules = characters.map((_, matched) => {
    const steps = new Map<string, number>();
    for (const character of characters) {
      const next = advance(characters, matched, character);
      if (next > 0 && next < characters.length) steps.set(character, next);
    }
    const forbidden = characters[matched]!;
    const special = [...new Set([...steps.keys(), forbidden])];
    const alternatives = [
      '""',
      ...[...steps].map(([character, next]) => `${quote(character)} matched${next}`),
      `[^${special.map(codePoint).join("")}] matched0`,
    ];
    return `matched${matched} ::= ${alternatives.join(" | ")}`;
  });
  return { kind: "grammar", ebnf: ["root ::= matched0", ...rules].join("\n") };
}

/** How many characters of the word the text ends with, after one more character. */
function advance(word: readonly string[], matched: number, character: string): number {
  const tail = [...word.slice(0, matched), character];
  for (let length = Math.min(tail.length, word.length); length > 0; length--) {
    if (word.slice(0, length).every((each, index) => each === tail[tail.length - length + index]))
      return length;
  }
  return 0;
}

function quote(character: string): string {
  return `"${codePoint(character)}"`;
}

function codePoint(character: string): string {
  return `\\U${character.codePointAt(0)!.toString(16).padStart(8, "0")}`;
}
