import { ConstraintError } from "../constraint-error.ts";
import { START } from "./build-rule.ts";
import { disjointRanges } from "./disjoint-ranges.ts";
import type { ByteEdge, RuleGraph } from "./rule-graph.ts";

/** What must hold of the counter before an edge is taken; `exit` also sets it back to zero. */
export type Guard = "none" | "exit" | "continue";
/** What taking an edge does to the counter. */
export type Operation = "none" | "increment" | "reset";

interface Arrival {
  readonly target: number;
  readonly guard: Guard;
  readonly operation: Operation;
}

export interface RuleState {
  readonly edges: ReadonlyArray<Arrival & { readonly low: number; readonly high: number }>;
  readonly calls: ReadonlyArray<Arrival & { readonly rule: number }>;
  /** Whether the rule may end here: never, always, or where the counter has reached its minimum. */
  readonly final: "no" | "yes" | "counted";
}

/** Bounds the memory of one grammar. */
export const MAXIMUM_STATES = 300_000;

/**
 * Subset construction on one rule; state 0 is the start. Calls are symbols like bytes. Paths that
 * treat the counter differently stay apart, so for one byte a state may have up to a few edges.
 */
export function determinizeRule(graph: RuleGraph, end: number): RuleState[] {
  return new Determinizer(graph, end).run();
}

class Determinizer {
  readonly #graph: RuleGraph;
  readonly #end: number;
  readonly #index = new Map<string, number>();
  readonly #sets: number[][] = [];
  /** Arrivals of unguarded edges, by where they lead: most nodes have several edges to the same. */
  readonly #known = new Map<number, readonly Arrival[]>();

  constructor(graph: RuleGraph, end: number) {
    this.#graph = graph;
    this.#end = end;
  }

  run(): RuleState[] {
    const { plain, reset } = this.#arrive([START]);
    this.#stateOf([...new Set([...plain, ...reset])]);
    const states: RuleState[] = [];
    for (let i = 0; i < this.#sets.length; i++) states.push(this.#expand(this.#sets[i]!));
    return states;
  }

  #stateOf(nodes: readonly number[]): number {
    const sorted = [...nodes].sort((a, b) => a - b);
    const key = sorted.join();
    let state = this.#index.get(key);
    if (state === undefined) {
      if (this.#sets.length >= MAXIMUM_STATES) throw new ConstraintError("The grammar is too large.");
      state = this.#sets.push(sorted) - 1;
      this.#index.set(key, state);
    }
    return state;
  }

  /** Nodes reached without reading on from where an edge leads, by what happens to the counter. */
  #arrive(targets: readonly number[]): Record<"plain" | "reset" | "increment", number[]> {
    const loops = { reset: [] as number[], increment: [] as number[] };
    const plain = this.#follow(targets, (target, action) => loops[action].push(target));
    const reset = this.#follow(loops.reset);
    const increment = this.#follow(loops.increment);
    return { plain, reset, increment };
  }

  #follow(
    from: readonly number[],
    onLoop?: (target: number, action: "reset" | "increment") => void,
  ): number[] {
    const significant: number[] = [];
    const seen = new Set(from);
    for (const node of seen) {
      const { bytes, calls, empty } = this.#graph.nodes[node]!;
      let matters = bytes.length > 0 || calls.length > 0 || node === this.#end;
      for (const { target, action } of empty) {
        if (action === "none") seen.add(target);
        else if (action === "exit" || action === "continue") matters = true;
        else onLoop?.(target, action);
      }
      if (matters) significant.push(node);
    }
    return significant;
  }

  #arrivals(targets: readonly number[], guard: Guard): readonly Arrival[] {
    const key = guard === "none" && targets.length === 1 ? targets[0]! : undefined;
    const known = key === undefined ? undefined : this.#known.get(key);
    if (known !== undefined) return known;
    const { plain, reset, increment } = this.#arrive(targets);
    const arrivals: Arrival[] = [];
    if (plain.length > 0) arrivals.push({ target: this.#stateOf(plain), guard, operation: "none" });
    if (reset.length > 0) arrivals.push({ target: this.#stateOf(reset), guard, operation: "reset" });
    if (increment.length > 0)
      arrivals.push({ target: this.#stateOf(increment), guard, operation: "increment" });
    if (key !== undefined) this.#known.set(key, arrivals);
    return arrivals;
  }

  #expand(nodes: readonly number[]): RuleState {
    const byGuard = new Map<Guard, ByteEdge[]>();
    const byRule = new Map<string, { rule: number; guard: Guard; targets: number[] }>();
    let final: RuleState["final"] = "no";
    for (const { node, guard } of this.#departures(nodes)) {
      const { bytes, calls } = this.#graph.nodes[node]!;
      if (node === this.#end) final = guard === "none" ? "yes" : final === "yes" ? "yes" : "counted";
      const known = byGuard.get(guard);
      if (known === undefined) byGuard.set(guard, [...bytes]);
      else for (const edge of bytes) known.push(edge);
      for (const { rule, target } of calls) {
        const key = `${rule},${guard}`;
        const call = byRule.get(key) ?? { rule, guard, targets: [] };
        byRule.set(key, call);
        call.targets.push(target);
      }
    }
    const edges = [...byGuard].flatMap(([guard, bytes]) => this.#edges(bytes, guard));
    const calls = [...byRule.values()].flatMap(({ rule, guard, targets }) =>
      this.#arrivals(targets, guard).map((arrival) => ({ ...arrival, rule })),
    );
    return { edges, calls, final };
  }

  #edges(bytes: readonly ByteEdge[], guard: Guard): RuleState["edges"] {
    return disjointRanges(bytes).flatMap(({ low, high, targets }) =>
      this.#arrivals(targets, guard).map((arrival) => ({ ...arrival, low, high })),
    );
  }

  /** All nodes that can be acted from without reading, and under which condition. */
  #departures(nodes: readonly number[]): Array<{ node: number; guard: Guard }> {
    const minimum = this.#graph.counter?.minimum ?? 0;
    const found = nodes.map((node) => ({ node, guard: "none" as Guard }));
    const seen = new Set(found.map(({ node, guard }) => `${node},${guard}`));
    const add = (node: number, guard: Guard) => {
      const key = `${node},${guard}`;
      if (!seen.has(key)) found.push({ node, guard });
      seen.add(key);
    };
    for (let i = 0; i < found.length; i++) {
      const { node, guard } = found[i]!;
      // Behind an exit the counter counts as zero: another loop may be entered and even left again.
      const left = guard === "exit";
      for (const { target, action } of this.#graph.nodes[node]!.empty) {
        if (action === "none" || (action === "reset" && left)) {
          if (guard !== "none" || action === "reset") add(target, guard);
        } else if (action === "continue" && guard !== "continue") add(target, left ? "exit" : "continue");
        else if (action === "exit" && (!left || minimum === 0)) add(target, "exit");
      }
    }
    return found;
  }
}
