import { ConstraintError } from "../constraint-error.ts";
import { type CharacterSet, contains } from "./character-set.ts";

export interface CharacterEdge {
  readonly characters: CharacterSet;
  readonly target: number;
}

export interface CharacterState {
  /** Disjoint from one another: at most one edge for any character. */
  readonly edges: readonly CharacterEdge[];
  readonly accepting: boolean;
}

/** A deterministic automaton over Unicode code points; state 0 is the start. */
export interface CharacterAutomaton {
  readonly states: readonly CharacterState[];
}

/** A deterministic machine given by its rules instead of its states. */
export interface CharacterMachine<State> {
  readonly start: State;
  /** Two states with the same key behave the same. */
  key(state: State): string | number;
  accepts(state: State): boolean;
  /** Disjoint classes and where they lead. */
  edges(state: State): Iterable<{ readonly characters: CharacterSet; readonly target: State }>;
}

/** Most states one pattern, number or text may take; reaching them takes up to a second. */
export const MAXIMUM_CHARACTER_STATES = 10_000;

/** Enumerates the states of a machine that can be reached. */
export function exploreMachine<State>(
  machine: CharacterMachine<State>,
  limit = MAXIMUM_CHARACTER_STATES,
): CharacterAutomaton {
  const index = new Map<string | number, number>();
  const found: State[] = [];
  const indexOf = (state: State): number => {
    const key = machine.key(state);
    let at = index.get(key);
    if (at === undefined) {
      at = found.length;
      if (at >= limit) throw new ConstraintError("is too complex to enforce");
      index.set(key, at);
      found.push(state);
    }
    return at;
  };
  indexOf(machine.start);
  const states: CharacterState[] = [];
  for (let i = 0; i < found.length; i++) {
    const state = found[i]!;
    const edges: CharacterEdge[] = [];
    for (const { characters, target } of machine.edges(state)) {
      if (characters.length > 0) edges.push({ characters, target: indexOf(target) });
    }
    states.push({ edges, accepting: machine.accepts(state) });
  }
  return { states };
}

export function acceptsText(automaton: CharacterAutomaton, text: string): boolean {
  let state = automaton.states[0]!;
  for (const character of text) {
    const codePoint = character.codePointAt(0)!;
    const edge = state.edges.find((candidate) => contains(candidate.characters, codePoint));
    if (edge === undefined) return false;
    state = automaton.states[edge.target]!;
  }
  return state.accepting;
}
