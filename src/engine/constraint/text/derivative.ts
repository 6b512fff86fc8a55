import { type CharacterSet, contains } from "./character-set.ts";
import type { Term, TermTable } from "./regex-term.ts";

/**
 * Derivatives of terms: what may follow once a character has been read. (Brzozowski, "Derivatives
 * of regular expressions", 1964; character classes after Owens, Reppy and Turon, 2009.)
 */
export class Derivatives {
  readonly #table: TermTable;
  readonly #heads = new Map<Term, ReadonlySet<CharacterSet>>();

  constructor(table: TermTable) {
    this.#table = table;
  }

  of(term: Term, codePoint: number, known = new Map<Term, Term>()): Term {
    const done = known.get(term);
    if (done !== undefined) return done;
    const result = this.#derive(term, codePoint, known);
    known.set(term, result);
    return result;
  }

  #derive(term: Term, codePoint: number, known: Map<Term, Term>): Term {
    const table = this.#table;
    switch (term.kind) {
      case "nothing":
      case "empty":
        return table.nothing;
      case "characters":
        return contains(term.characters, codePoint) ? table.empty : table.nothing;
      case "sequence": {
        const first = table.sequence(this.of(term.first, codePoint, known), term.rest);
        return term.first.nullable ? table.choice([first, this.of(term.rest, codePoint, known)]) : first;
      }
      case "choice":
        return table.choice(term.items.map((item) => this.of(item, codePoint, known)));
      case "both":
        return table.both(term.items.map((item) => this.of(item, codePoint, known)));
      case "not":
        return table.not(this.of(term.item, codePoint, known));
      case "repeat": {
        const rest = table.repeat(term.item, Math.max(0, term.minimum - 1), term.maximum - 1);
        return table.sequence(this.of(term.item, codePoint, known), rest);
      }
    }
  }

  /**
   * Splits the alphabet: all characters of one class have the same derivative. Characters that no
   * class mentions share the class at the end of the list.
   */
  classes(term: Term, alphabet: CharacterSet): CharacterSet[] {
    const heads = [...this.#headsOf(term)];
    const cuts = new Set<number>();
    for (const set of [alphabet, ...heads]) {
      for (let i = 0; i < set.length; i += 2) cuts.add(set[i]!).add(set[i + 1]! + 1);
    }
    const bounds = [...cuts].sort((a, b) => a - b);
    const groups = new Map<string, number[]>();
    for (let i = 0; i + 1 < bounds.length; i++) {
      const low = bounds[i]!;
      if (!contains(alphabet, low)) continue;
      const signature = heads.map((head) => (contains(head, low) ? "1" : "0")).join("");
      const group = groups.get(signature) ?? [];
      if (group.length > 0 && group[group.length - 1] === low - 1)
        group[group.length - 1] = bounds[i + 1]! - 1;
      else group.push(low, bounds[i + 1]! - 1);
      groups.set(signature, group);
    }
    return [...groups.values()];
  }

  /** The classes that the first character of a match is compared with. */
  #headsOf(term: Term): ReadonlySet<CharacterSet> {
    const known = this.#heads.get(term);
    if (known !== undefined) return known;
    const found = new Set<CharacterSet>();
    const addAll = (part: Term) => {
      for (const set of this.#headsOf(part)) found.add(set);
    };
    if (term.kind === "characters") found.add(term.characters);
    else if (term.kind === "not" || term.kind === "repeat") addAll(term.item);
    else if (term.kind === "choice" || term.kind === "both") term.items.forEach(addAll);
    else if (term.kind === "sequence") {
      addAll(term.first);
      if (term.first.nullable) addAll(term.rest);
    }
    this.#heads.set(term, found);
    return found;
  }
}
