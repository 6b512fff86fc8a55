/** Where a rule goes on once a rule it called has ended. */
export interface ReturnPoint {
  readonly state: number;
  readonly count: number;
  readonly stack: StackNode;
  /** What becomes of the round of a counted loop that the call is in, if the call reads nothing. */
  readonly emptyRound: EmptyRound;
}

/**
 * Rounds without text do not count. `no`: the round has text already, or there is none; `open`: it
 * began at this position and goes on behind the call; `ended`: the call is the last part of it.
 */
export type EmptyRound = "no" | "open" | "ended";

let lastId = 0;

/**
 * All calls of one rule at one position of the text, with everywhere they may return to. Calls at
 * the same position share a node, so ambiguity costs nodes and not copies of the whole stack.
 * Complete once its position has been left.
 */
export class StackNode {
  readonly id = ++lastId;
  readonly returns: ReturnPoint[] = [];
  /** Returning from here ends the whole text. */
  isRoot = false;
  /** Returning from here leaves the part of the grammar that is being looked at. */
  isBase = false;
  /** Sets of one configuration in this frame, so that equal sets are the same object. */
  readonly singles = new Map<number, ConfigurationSet>();
  /** What is possible right after the return; computed on first use. */
  after: ConfigurationSet | undefined;
}

export interface Configuration {
  readonly state: number;
  /** Rounds of the counted loop that the rule is in; 0 outside. */
  readonly count: number;
  readonly stack: StackNode;
}

/** Everything the grammar can be in the middle of at one position. */
export class ConfigurationSet {
  /** Those that can read a byte. */
  readonly configurations: readonly Configuration[];
  /** The text may end here. */
  readonly isComplete: boolean;
  /** The part that is looked at may end here. */
  readonly leavesBase: boolean;
  /** Steps computed so far, by byte; kept only while the position is current. */
  next: Map<number, ConfigurationSet | undefined> | undefined;

  constructor(configurations: readonly Configuration[], isComplete: boolean, leavesBase: boolean) {
    this.configurations = configurations;
    this.isComplete = isComplete;
    this.leavesBase = leavesBase;
  }
}
