import type { RuleState } from "./determinize-rule.ts";

/** Rules by number; each is a list of states whose targets are positions in that list. */
export type Rules = ReadonlyArray<readonly RuleState[]>;

/**
 * Removes what can never lead to an end: edges into dead ends, calls of rules without a match, rules
 * nobody calls. State 0 of a rule stays. Returns undefined where the root matches nothing at all.
 */
export function trimRules(rules: Rules, root: number): Rules | undefined {
  const live = liveStates(rules);
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

/** 1 for each state from which an end of its rule can be reached, every call on the way being possible. */
function liveStates(rules: Rules): Uint8Array[] {
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
      if (final !== "no") mark(rule, state);
    }
  }
  const isPossible = (rule: number, state: number) => {
    const { edges, calls } = rules[rule]![state]!;
    return (
      edges.some(({ target }) => live[rule]![target] === 1) ||
      calls.some((call) => live[rule]![call.target] === 1 && live[call.rule]![0] === 1)
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
