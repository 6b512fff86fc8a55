import { ConstraintError } from "../constraint-error.ts";
import { type CharacterSet, union } from "./character-set.ts";

interface TermBase {
  readonly id: number;
  /** Whether the empty text belongs to the language. */
  readonly nullable: boolean;
}

/** A regular language, closed under intersection and complement. Equal terms are the same object. */
export type Term = TermBase &
  (
    | { readonly kind: "nothing" }
    | { readonly kind: "empty" }
    | { readonly kind: "characters"; readonly characters: CharacterSet }
    | { readonly kind: "sequence"; readonly first: Term; readonly rest: Term }
    | { readonly kind: "choice"; readonly items: readonly Term[] }
    | { readonly kind: "both"; readonly items: readonly Term[] }
    | { readonly kind: "not"; readonly item: Term }
    | { readonly kind: "repeat"; readonly item: Term; readonly minimum: number; readonly maximum: number }
  );

/** Bounds the memory that one pattern can take while it is being compiled. */
const MAXIMUM_TERMS = 200_000;
/** Bounds the time: parts of terms looked at, a few hundred milliseconds. */
const MAXIMUM_WORK = 600_000;

/**
 * Makes terms, normalized so that the derivatives of a term are finitely many: choices and
 * intersections are sorted sets, sequences lean right, what cannot match vanishes.
 */
export class TermTable {
  readonly #terms = new Map<string, Term>();
  #work = 0;
  readonly nothing: Term = this.#intern("nothing", (id) => ({ kind: "nothing", id, nullable: false }));
  readonly empty: Term = this.#intern("empty", (id) => ({ kind: "empty", id, nullable: true }));
  readonly everything: Term = this.not(this.nothing);

  characters(characters: CharacterSet): Term {
    if (characters.length === 0) return this.nothing;
    return this.#intern(`[${characters.join()}`, (id) => ({
      kind: "characters",
      id,
      nullable: false,
      characters,
    }));
  }

  sequence(first: Term, rest: Term): Term {
    if (first === this.nothing || rest === this.nothing) return this.nothing;
    if (first === this.empty) return rest;
    if (rest === this.empty || (first === this.everything && rest === this.everything)) return first;
    if (first.kind === "sequence") return this.sequence(first.first, this.sequence(first.rest, rest));
    const nullable = first.nullable && rest.nullable;
    return this.#intern(`.${first.id},${rest.id}`, (id) => ({ kind: "sequence", id, nullable, first, rest }));
  }

  choice(terms: readonly Term[]): Term {
    const items = new Set<Term>();
    let characters: CharacterSet = [];
    for (const term of terms.flatMap((item) => (item.kind === "choice" ? item.items : [item]))) {
      if (term === this.everything) return term;
      if (term.kind === "characters") characters = union(characters, term.characters);
      else if (term !== this.nothing) items.add(term);
    }
    if (characters.length > 0) items.add(this.characters(characters));
    return this.#set("choice", "|", items, this.nothing, (all) => all.some((item) => item.nullable));
  }

  both(terms: readonly Term[]): Term {
    const items = new Set<Term>();
    for (const term of terms.flatMap((item) => (item.kind === "both" ? item.items : [item]))) {
      if (term === this.nothing) return term;
      if (term !== this.everything) items.add(term);
    }
    if (items.has(this.empty)) return [...items].every((item) => item.nullable) ? this.empty : this.nothing;
    return this.#set("both", "&", items, this.everything, (all) => all.every((item) => item.nullable));
  }

  not(item: Term): Term {
    if (item.kind === "not") return item.item;
    return this.#intern(`!${item.id}`, (id) => ({ kind: "not", id, nullable: !item.nullable, item }));
  }

  repeat(item: Term, minimum: number, maximum: number): Term {
    if (maximum === 0 || item === this.empty) return this.empty;
    if (item === this.nothing) return minimum === 0 ? this.empty : this.nothing;
    if (minimum === 1 && maximum === 1) return item;
    if (item.kind === "repeat" && item.minimum <= 1 && item.maximum === Number.POSITIVE_INFINITY) {
      // (a+)+ is a+, and a repeated star is a star: nested quantifiers cost nothing.
      if (item.minimum === 0 || minimum === 0) return this.repeat(item.item, 0, item.maximum);
      if (minimum === 1) return item;
    }
    // An item that may be empty makes every count below the maximum possible.
    const least = item.nullable ? 0 : minimum;
    return this.#intern(`*${item.id},${least},${maximum}`, (id) => ({
      kind: "repeat",
      id,
      nullable: least === 0,
      item,
      minimum: least,
      maximum,
    }));
  }

  #set(
    kind: "choice" | "both",
    sign: string,
    found: ReadonlySet<Term>,
    none: Term,
    nullable: (items: readonly Term[]) => boolean,
  ): Term {
    this.#work += found.size;
    if (this.#work > MAXIMUM_WORK) throw tooComplex();
    const items = [...found].sort((a, b) => a.id - b.id);
    if (items.length <= 1) return items[0] ?? none;
    const key = sign + items.map((item) => item.id).join();
    return this.#intern(key, (id) => ({ kind, id, nullable: nullable(items), items }));
  }

  #intern(key: string, make: (id: number) => Term): Term {
    let term = this.#terms.get(key);
    if (term === undefined) {
      if (this.#terms.size >= MAXIMUM_TERMS) throw tooComplex();
      term = make(this.#terms.size);
      this.#terms.set(key, term);
    }
    return term;
  }
}

function tooComplex(): ConstraintError {
  return new ConstraintError("is too complex to enforce");
}
