import { ConstraintError } from "../constraint-error.ts";
import { type CharacterAutomaton, type CharacterMachine, exploreMachine } from "./character-automaton.ts";
import { ALL_CHARACTERS, charactersOf, difference } from "./character-set.ts";

const MAXIMUM_CHARACTERS = 4_096;

interface SearchState {
  /** The longest end of the text so far that one of the words begins with. */
  readonly suffix: string;
  /** Index of the word found, or -1. */
  readonly found: number;
}

/** Searches a text for words, like Aho and Corasick, and stops at the first one that is complete. */
class WordSearch {
  readonly #words: readonly string[];
  readonly #prefixes: ReadonlySet<string>;
  readonly #alphabet: readonly string[];
  readonly #others: readonly number[];

  constructor(words: readonly string[]) {
    if (words.some((word) => word === "")) throw new ConstraintError("An end or trigger must not be empty.");
    if (words.join("").length > MAXIMUM_CHARACTERS)
      throw new ConstraintError("Ends and triggers are too long.");
    this.#words = words;
    this.#prefixes = new Set(
      words.flatMap((word) => [...word].map((_, end) => [...word].slice(0, end).join(""))),
    );
    this.#alphabet = [...new Set(words.flatMap((word) => [...word]))];
    this.#others = difference(ALL_CHARACTERS, charactersOf(this.#alphabet.join("")));
  }

  machine(accepts: (state: SearchState) => boolean): CharacterMachine<SearchState> {
    const start = { suffix: "", found: -1 };
    const edges = (state: SearchState) => this.#edges(state);
    return { start, key: ({ suffix, found }) => `${found} ${suffix}`, accepts, edges };
  }

  *#edges({ suffix, found }: SearchState): Generator<{ characters: readonly number[]; target: SearchState }> {
    if (found >= 0) return;
    for (const character of this.#alphabet) {
      yield { characters: charactersOf(character), target: this.#advance(suffix + character) };
    }
    yield { characters: this.#others, target: { suffix: "", found: -1 } };
  }

  #advance(text: string): SearchState {
    const found = this.#words.findIndex((word) => text.endsWith(word));
    if (found >= 0) return { suffix: "", found };
    let suffix = [...text];
    while (!this.#prefixes.has(suffix.join(""))) suffix = suffix.slice(1);
    return { suffix: suffix.join(""), found };
  }
}

/** Texts that end with the first word in them, which is the one given. */
export function textUntil(words: readonly string[], word: number): CharacterAutomaton {
  return exploreMachine(new WordSearch(words).machine(({ found }) => found === word));
}

/** Texts that hold none of the words. */
export function textWithout(words: readonly string[]): CharacterAutomaton {
  return exploreMachine(new WordSearch(words).machine(({ found }) => found < 0));
}
