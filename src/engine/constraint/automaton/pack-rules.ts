import { createHash } from "node:crypto";
import {
  type Automaton,
  CONTINUE,
  EXIT,
  FINAL_ALWAYS,
  FINAL_COUNTED,
  FINAL_NEVER,
  INCREMENT,
  RESET,
} from "./automaton.ts";
import type { Guard, Operation, RuleState } from "./determinize-rule.ts";
import type { Counter } from "./rule-graph.ts";
import type { Rules } from "./trim-rules.ts";

const GUARD_FLAG: Readonly<Record<Guard, number>> = { none: 0, exit: EXIT, continue: CONTINUE };
const OPERATION_FLAG: Readonly<Record<Operation, number>> = { none: 0, increment: INCREMENT, reset: RESET };
const FINAL_VALUE: Readonly<Record<RuleState["final"], number>> = {
  no: FINAL_NEVER,
  yes: FINAL_ALWAYS,
  counted: FINAL_COUNTED,
};

/** Lays rules out as flat arrays; states get numbers of their own across all rules. */
export function packRules(
  rules: Rules,
  counters: ReadonlyArray<Counter | undefined>,
  root: number,
): Automaton {
  const offsets = rules.map(() => 0);
  let count = 0;
  for (const [rule, states] of rules.entries()) {
    offsets[rule] = count;
    count += states.length;
  }
  const all = rules.flatMap((states, rule) => states.map((state) => ({ state, rule })));
  const edges = all.flatMap(({ state, rule }) => state.edges.map((edge) => ({ ...edge, rule })));
  const calls = all.flatMap(({ state, rule }) => state.calls.map((call) => ({ call, rule })));
  const flags = (edge: { readonly guard: Guard; readonly operation: Operation }) =>
    GUARD_FLAG[edge.guard] | OPERATION_FLAG[edge.operation];
  const simple = rules.map(isSimple);
  return {
    edgeStart: starts(all.map(({ state }) => state.edges.length)),
    edgeLow: Uint8Array.from(edges, (edge) => edge.low),
    edgeHigh: Uint8Array.from(edges, (edge) => edge.high),
    edgeTarget: Uint32Array.from(edges, (edge) => offsets[edge.rule]! + edge.target),
    edgeFlags: Uint8Array.from(edges, flags),
    callStart: starts(all.map(({ state }) => state.calls.length)),
    callRule: Uint32Array.from(calls, ({ call }) => call.rule),
    callTarget: Uint32Array.from(calls, ({ call, rule }) => offsets[rule]! + call.target),
    callFlags: Uint8Array.from(calls, ({ call }) => flags(call)),
    final: Uint8Array.from(all, ({ state }) => FINAL_VALUE[state.final]),
    ruleOfState: Uint32Array.from(all, ({ rule }) => rule),
    ruleStart: Uint32Array.from(offsets),
    counterMinimum: Float64Array.from(counters, (counter) => counter?.minimum ?? 0),
    counterMaximum: Float64Array.from(counters, (counter) => counter?.maximum ?? Number.POSITIVE_INFINITY),
    isSimple: Uint8Array.from(simple, Number),
    fingerprint: Float64Array.from(rules, (states, rule) =>
      simple[rule] === true ? fingerprint(states, counters[rule]) : 0,
    ),
    root,
  };
}

function starts(lengths: readonly number[]): Uint32Array {
  const result = new Uint32Array(lengths.length + 1);
  for (const [index, length] of lengths.entries()) result[index + 1] = result[index]! + length;
  return result;
}

function isSimple(states: readonly RuleState[]): boolean {
  return states.every(({ edges, calls }) => {
    if (calls.length > 0) return false;
    const sorted = [...edges].sort((a, b) => a.low - b.low);
    return sorted.every((edge, index) => index === 0 || sorted[index - 1]!.high < edge.low);
  });
}

/** 48 bits of a digest of the rule; never 0. */
function fingerprint(states: readonly RuleState[], counter: Counter | undefined): number {
  const digest = createHash("sha256")
    .update(JSON.stringify([states, counter?.minimum, String(counter?.maximum)]))
    .digest();
  return 1 + digest.readUIntBE(0, 6);
}
