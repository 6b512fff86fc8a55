import type { Guard, RuleState } from "./determinize-rule.ts";
import type { Counter } from "./rule-graph.ts";

/** Rules by number; each is a list of states whose targets are positions in that list. */
export type Rules = ReadonlyArray<readonly RuleState[]>;

/**
 * Removes what can never lead to an end: edges into dead ends, calls of rules without a match, rules
 * nobody calls. State 0 of a rule stays. Returns undefined where the root matches nothing at all.
 */
export function trimRules(
  rules: Rules,
  counters: ReadonlyArray<Counter | undefined>,
  root: number,
): Rules | undefined {
  const live = liveStates(rules, counters);
  if (live[root]![0] !== 1) return undefined;
  const kept = rules.map((states, rule) => trimRule(states, live[rule]!, live));
  const called = reachableRules(kept, root);
  return kept.map((states, rule) => (called.has(rule) ? states : []));
}

function trimRule(states: readonly RuleState[], own: Uint8Array, live: readonly Uint8Array[]): RuleState[] {
  const liveTarget = ({ target }: { readonly target: number }) => own[target] === 1;
  const trimmed = states.map((state) => ({
    edges: state.edges.filter(liveTarget),
    calls: state.calls.filter((call) => liveTarget(call) && live[call.rule]![0] === 1),
    final: state.final,
  }));
  return dropUnreachable(trimmed);
}

function dropUnreachable(states: readonly RuleState[]): RuleState[] {
  const order = new Map<number, number>([[0, 0]]);
  for (const state of order.keys()) {
    for (const { target } of [...states[state]!.edges, ...states[state]!.calls]) {
      if (!order.has(target)) order.set(target, order.size);
    }
  }
  const renumber = <T extends { readonly target: number }>(edge: T): T => ({
    ...edge,
    target: order.get(edge.target)!,
  });
  return [...order.keys()].map((state) => {
    const { edges, calls, final } = states[state]!;
    return { edges: edges.map(renumber), calls: calls.map(renumber), final };
  });
}

/**
 * 1 for each state from which an end of its rule can be reached, every call on the way being possible.
 * A counted loop with a minimum is left only if a round of it is possible too, which may depend on
 * rules that are found possible meanwhile: so this is repeated until nothing is added.
 */
function liveStates(rules: Rules, counters: ReadonlyArray<Counter | undefined>): Uint8Array[] {
  const leavable = rules.map((_, rule) => (counters[rule]?.minimum ?? 0) === 0);
  for (;;) {
    const live = statesWithEnd(rules, leavable);
    const found = rules.flatMap((states, rule) => (!leavable[rule] && hasRound(states, live) ? [rule] : []));
    if (found.length === 0) return live;
    for (const rule of found) leavable[rule] = true;
  }
}

/** Whether the loop of a rule can be gone through: a path from its beginning to an edge that counts a round. */
function hasRound(states: readonly RuleState[], live: readonly Uint8Array[]): boolean {
  const steps = states.map(({ edges, calls }) => [
    ...edges,
    ...calls.filter(({ rule }) => live[rule]![0] === 1),
  ]);
  const begun = new Set<number>();
  for (const step of steps.flat().filter(({ guard }) => guard === "continue")) {
    if (step.operation === "increment") return true;
    begun.add(step.target);
  }
  for (const state of begun) {
    for (const { target, operation } of steps[state]!) {
      if (operation === "increment") return true;
      begun.add(target);
    }
  }
  return false;
}

function statesWithEnd(rules: Rules, leavable: readonly boolean[]): Uint8Array[] {
  const live = rules.map((states) => new Uint8Array(states.length));
  const sources = rules.map((states) => states.map((): number[] => []));
  /** States whose call waits for a rule to turn out possible. */
  const waiting = rules.map((): Array<{ rule: number; state: number }> => []);
  const todo: Array<{ rule: number; state: number }> = [];
  const mark = (rule: number, state: number) => {
    if (live[rule]![state] === 1) return;
    live[rule]![state] = 1;
    todo.push({ rule, state });
  };
  for (const [rule, states] of rules.entries()) {
    for (const [state, { edges, calls, final }] of states.entries()) {
      for (const { target } of edges) sources[rule]![target]!.push(state);
      for (const call of calls) {
        sources[rule]![call.target]!.push(state);
        waiting[call.rule]!.push({ rule, state });
      }
      if (final === "yes" || (final === "counted" && leavable[rule])) mark(rule, state);
    }
  }
  const isOpen = (rule: number, { guard, target }: { guard: Guard; target: number }) =>
    live[rule]![target] === 1 && (guard !== "exit" || leavable[rule] === true);
  const isPossible = (rule: number, state: number) => {
    const { edges, calls } = rules[rule]![state]!;
    return (
      edges.some((edge) => isOpen(rule, edge)) ||
      calls.some((call) => isOpen(rule, call) && live[call.rule]![0] === 1)
    );
  };
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { rule, state } = next;
    for (const source of sources[rule]![state]!) if (isPossible(rule, source)) mark(rule, source);
    if (state !== 0) continue;
    for (const caller of waiting[rule]!) {
      if (isPossible(caller.rule, caller.state)) mark(caller.rule, caller.state);
    }
  }
  return live;
}

function reachableRules(rules: Rules, root: number): Set<number> {
  const found = new Set([root]);
  for (const rule of found) {
    for (const { calls } of rules[rule]!) for (const call of calls) found.add(call.rule);
  }
  return found;
}
