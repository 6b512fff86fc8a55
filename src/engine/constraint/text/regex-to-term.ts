import { ConstraintError } from "../constraint-error.ts";
import { ALL_CHARACTERS, type CharacterSet } from "./character-set.ts";
import type { RegexSyntax } from "./regex-syntax.ts";
import type { Term, TermTable } from "./regex-term.ts";

/** A symbol behind the last character of every text, which is what `$` looks for. */
export const END_OF_TEXT = 0x110000;
export const END_SET: CharacterSet = [END_OF_TEXT, END_OF_TEXT];

/** The texts that hold a match of the expression somewhere, each followed by the end symbol. */
export function textsContaining(syntax: RegexSyntax, table: TermTable): Term {
  const atStart = follow(syntax, table.everything, true, table);
  const later = follow(syntax, table.everything, false, table);
  const anything = table.repeat(table.characters(ALL_CHARACTERS), 1, Number.POSITIVE_INFINITY);
  return table.choice([atStart, table.sequence(anything, later)]);
}

/** The texts that match the expression as a whole, each followed by the end symbol. */
export function textsMatching(syntax: RegexSyntax, table: TermTable): Term {
  return follow(syntax, table.characters(END_SET), true, table);
}

/**
 * The expression followed by `rest`. A lookahead is an intersection with the rest, which is why the
 * rest must be at hand: x(?=y)z is x·(y… ∩ z).
 */
function follow(syntax: RegexSyntax, rest: Term, atStart: boolean, table: TermTable): Term {
  switch (syntax.kind) {
    case "start":
      return atStart ? rest : table.nothing;
    case "end":
      return table.both([table.sequence(table.characters(END_SET), table.everything), rest]);
    case "lookahead": {
      const ahead = follow(syntax.item, table.everything, atStart, table);
      return table.both([syntax.negative ? table.not(ahead) : ahead, rest]);
    }
    case "choice":
      return table.choice(syntax.items.map((item) => follow(item, rest, atStart, table)));
    case "sequence":
      return followSequence(syntax.items, rest, atStart, table);
    case "repeat":
      return isPlain(syntax.item)
        ? table.sequence(toTerm(syntax, table), rest)
        : followOptional(syntax, rest, atStart, table);
    case "characters":
      return table.sequence(table.characters(syntax.characters), rest);
  }
}

function followSequence(items: readonly RegexSyntax[], rest: Term, atStart: boolean, table: TermTable): Term {
  // Where each item stands must be known from the left, what follows it from the right.
  const starts: boolean[] = [];
  let start = atStart;
  for (const [index, item] of items.entries()) {
    if (start && consumption(item) === "some" && items.slice(index + 1).some(containsStart)) {
      throw new ConstraintError("has '^' behind an optional part, which is not supported");
    }
    starts.push(start);
    start &&= consumption(item) === "none";
  }
  return items.reduceRight((after, item, index) => follow(item, after, starts[index]!, table), rest);
}

function followOptional(
  syntax: Extract<RegexSyntax, { kind: "repeat" }>,
  rest: Term,
  atStart: boolean,
  table: TermTable,
): Term {
  const { item, minimum, maximum } = syntax;
  if (maximum !== 1)
    throw new ConstraintError("has an assertion inside a repetition, which is not supported");
  const once = follow(item, rest, atStart, table);
  return minimum === 1 ? once : table.choice([once, rest]);
}

/** Whether matches of an item take no character, at least one, or either. */
function consumption(syntax: RegexSyntax): "none" | "some" | "always" {
  switch (syntax.kind) {
    case "characters":
      return "always";
    case "start":
    case "end":
    case "lookahead":
      return "none";
    case "repeat": {
      const inner = consumption(syntax.item);
      return inner === "none" || syntax.minimum > 0 ? inner : "some";
    }
    case "sequence": {
      const parts = syntax.items.map(consumption);
      if (parts.includes("always")) return "always";
      return parts.includes("some") ? "some" : "none";
    }
    case "choice": {
      const parts = new Set(syntax.items.map(consumption));
      return parts.size === 1 ? [...parts][0]! : "some";
    }
  }
}

function containsStart(syntax: RegexSyntax): boolean {
  if (syntax.kind === "start") return true;
  if (syntax.kind === "sequence" || syntax.kind === "choice") return syntax.items.some(containsStart);
  return syntax.kind === "repeat" || syntax.kind === "lookahead" ? containsStart(syntax.item) : false;
}

/** Free of assertions, which look at what stands around a match. */
function isPlain(syntax: RegexSyntax): boolean {
  if (syntax.kind === "characters") return true;
  if (syntax.kind === "sequence" || syntax.kind === "choice") return syntax.items.every(isPlain);
  return syntax.kind === "repeat" && isPlain(syntax.item);
}

function toTerm(syntax: RegexSyntax, table: TermTable): Term {
  if (syntax.kind === "characters") return table.characters(syntax.characters);
  if (syntax.kind === "choice") return table.choice(syntax.items.map((item) => toTerm(item, table)));
  if (syntax.kind === "repeat")
    return table.repeat(toTerm(syntax.item, table), syntax.minimum, syntax.maximum);
  if (syntax.kind === "sequence") {
    return syntax.items.reduceRight((rest, item) => table.sequence(toTerm(item, table), rest), table.empty);
  }
  throw new ConstraintError("has an assertion inside a repetition, which is not supported");
}
