import { ConstraintError } from "../constraint-error.ts";

/** What an empty edge asks of the rule's counter, or does to it. */
export type CounterAction = "none" | "reset" | "increment" | "exit" | "continue";

export interface ByteEdge {
  readonly low: number;
  readonly high: number;
  readonly target: number;
}

export interface CallEdge {
  readonly rule: number;
  readonly target: number;
}

export interface EmptyEdge {
  readonly target: number;
  readonly action: CounterAction;
}

export interface GraphNode {
  readonly bytes: ByteEdge[];
  readonly calls: CallEdge[];
  readonly empty: EmptyEdge[];
}

/** Bounds of a counted loop. */
export interface Counter {
  readonly minimum: number;
  readonly maximum: number;
}

/** Bounds the memory of one rule while it is being put together. */
const MAXIMUM_NODES = 2_000_000;

/**
 * One rule as a nondeterministic automaton over bytes, with calls of other rules. It may hold one
 * counted loop: `reset` enters it, `continue` begins another round while there are fewer than the
 * maximum, `increment` ends a round, `exit` leaves once there are at least the minimum.
 */
export class RuleGraph {
  readonly nodes: GraphNode[] = [];
  counter: Counter | undefined;

  addNode(): number {
    if (this.nodes.length >= MAXIMUM_NODES) throw new ConstraintError("The grammar is too large.");
    return this.nodes.push({ bytes: [], calls: [], empty: [] }) - 1;
  }

  addBytes(from: number, low: number, high: number, target: number): void {
    this.nodes[from]!.bytes.push({ low, high, target });
  }

  addCall(from: number, rule: number, target: number): void {
    this.nodes[from]!.calls.push({ rule, target });
  }

  addEmpty(from: number, target: number, action: CounterAction = "none"): void {
    this.nodes[from]!.empty.push({ target, action });
  }
}
