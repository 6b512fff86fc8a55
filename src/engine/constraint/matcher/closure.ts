import {
  type Automaton,
  CONTINUE,
  EXIT,
  FINAL_ALWAYS,
  FINAL_COUNTED,
  INCREMENT,
  RESET,
} from "../automaton/automaton.ts";
import {
  type Configuration,
  ConfigurationSet,
  type EmptyRound,
  type ReturnPoint,
  StackNode,
} from "./configuration.ts";

const LINEAR_SEARCH = 12;

/** A configuration that was reached at this position. */
interface Reached extends Configuration {
  /** Each way here begins a round of a counted loop at this very position: so far it has no text. */
  isRoundEmpty: boolean;
  isListed: boolean;
}

/** The counter behind an edge, or undefined where the edge is closed. */
export function countBehind(
  automaton: Automaton,
  rule: number,
  count: number,
  flags: number,
): number | undefined {
  if (flags === 0) return count;
  if ((flags & EXIT) !== 0 && count < automaton.counterMinimum[rule]!) return undefined;
  if ((flags & CONTINUE) !== 0 && count >= automaton.counterMaximum[rule]!) return undefined;
  if ((flags & RESET) !== 0) return 0;
  return ((flags & EXIT) !== 0 ? 0 : count) + (flags & INCREMENT);
}

export function mayEnd(automaton: Automaton, state: number, count: number): boolean {
  const final = automaton.final[state];
  if (final === FINAL_ALWAYS) return true;
  return final === FINAL_COUNTED && count >= automaton.counterMinimum[automaton.ruleOfState[state]!]!;
}

/** Follows calls and returns, which read nothing, from the configurations that a byte led to. */
export class Closure {
  readonly #automaton: Automaton;
  readonly #onWork: () => void;
  readonly #pending: Reached[] = [];
  #seen: Map<string, Reached> | undefined;
  readonly #scannable: Configuration[] = [];
  /** Rules called at this position. */
  readonly #callees = new Map<number, StackNode>();
  /** The same nodes, and where they return to, to find either among many. */
  readonly #here = new Map<StackNode, Set<string>>();
  readonly #ended = new Set<StackNode>();
  #isComplete = false;
  #leavesBase = false;

  constructor(automaton: Automaton, onWork: () => void) {
    this.#automaton = automaton;
    this.#onWork = onWork;
  }

  add(state: number, count: number, stack: StackNode, isRoundEmpty = false): void {
    const known = this.#find(state, count, stack);
    if (known === undefined) {
      const reached = { state, count, stack, isRoundEmpty, isListed: false };
      this.#pending.push(reached);
      this.#seen?.set(keyOf(reached), reached);
    } else if (known.isRoundEmpty && !isRoundEmpty) {
      // With text in its round it can do all it could before, and end the round besides.
      known.isRoundEmpty = false;
      this.#pending.push(known);
    }
  }

  leave(stack: StackNode): void {
    this.#isComplete ||= stack.isRoot;
    this.#leavesBase ||= stack.isBase;
    const isHere = this.#here.has(stack);
    if (isHere) this.#ended.add(stack);
    for (const point of stack.returns) {
      this.#onWork();
      if (isHere) this.#returnHere(point);
      else this.add(point.state, point.count, point.stack);
    }
  }

  finish(): ConfigurationSet | undefined {
    const { edgeStart } = this.#automaton;
    for (let i = 0; i < this.#pending.length; i++) {
      const reached = this.#pending[i]!;
      this.#onWork();
      const { state, count, stack } = reached;
      if (!reached.isListed && edgeStart[state]! < edgeStart[state + 1]!) {
        this.#scannable.push({ state, count, stack });
        reached.isListed = true;
      }
      this.#call(reached);
      if (mayEnd(this.#automaton, state, count)) this.leave(stack);
    }
    return this.#result();
  }

  #result(): ConfigurationSet | undefined {
    const configurations = this.#scannable;
    if (configurations.length === 0 && !this.#isComplete && !this.#leavesBase) return undefined;
    const only =
      configurations.length === 1 && configurations[0]!.count === 0 ? configurations[0]! : undefined;
    if (only === undefined) return new ConfigurationSet(configurations, this.#isComplete, this.#leavesBase);
    const key = only.state * 4 + (this.#isComplete ? 2 : 0) + (this.#leavesBase ? 1 : 0);
    let single = only.stack.singles.get(key);
    if (single === undefined) {
      single = new ConfigurationSet(configurations, this.#isComplete, this.#leavesBase);
      only.stack.singles.set(key, single);
    }
    return single;
  }

  #call({ state, count, stack, isRoundEmpty }: Reached): void {
    const { callStart, callRule, callTarget, callFlags, ruleOfState, ruleStart } = this.#automaton;
    const rule = ruleOfState[state]!;
    for (let call = callStart[state]!; call < callStart[state + 1]!; call++) {
      const flags = callFlags[call]!;
      const behind = countBehind(this.#automaton, rule, count, flags);
      if (behind === undefined) continue;
      const target = callTarget[call]!;
      const known = this.#callees.get(callRule[call]!);
      const callee = known ?? this.#newCallee(callRule[call]!);
      if (this.#isTail(target, stack)) this.#inherit(callee, stack);
      else {
        const emptyRound = emptyRoundOf(flags, isRoundEmpty);
        this.#addReturn(callee, { state: target, count: behind, stack, emptyRound });
      }
      if (known === undefined) this.add(ruleStart[callRule[call]!]!, 0, callee);
    }
  }

  #newCallee(rule: number): StackNode {
    const callee = new StackNode();
    this.#callees.set(rule, callee);
    this.#here.set(callee, new Set());
    return callee;
  }

  /**
   * Behind the call there is nothing but the caller's own end: the callee can return right to where
   * the caller would. Keeps the stack flat in rules that end by calling themselves.
   */
  #isTail(target: number, stack: StackNode): boolean {
    const { final, edgeStart, callStart } = this.#automaton;
    return (
      final[target] === FINAL_ALWAYS &&
      edgeStart[target] === edgeStart[target + 1] &&
      callStart[target] === callStart[target + 1] &&
      !this.#here.has(stack)
    );
  }

  #inherit(callee: StackNode, caller: StackNode): void {
    callee.isRoot ||= caller.isRoot;
    callee.isBase ||= caller.isBase;
    // The caller began before this position, so a round that it ends is not without text.
    for (const point of caller.returns) this.#addReturn(callee, { ...point, emptyRound: "no" });
    if (this.#ended.has(callee)) this.leave(callee);
  }

  #addReturn(callee: StackNode, point: ReturnPoint): void {
    const known = this.#here.get(callee)!;
    const key = `${keyOf(point)},${point.emptyRound}`;
    if (known.has(key)) return;
    known.add(key);
    this.#onWork();
    callee.returns.push(point);
    // The callee may have ended already, having read nothing.
    if (this.#ended.has(callee)) this.#returnHere(point);
  }

  #returnHere({ state, count, stack, emptyRound }: ReturnPoint): void {
    if (emptyRound !== "ended") this.add(state, count, stack, emptyRound === "open");
  }

  #find(state: number, count: number, stack: StackNode): Reached | undefined {
    if (this.#pending.length < LINEAR_SEARCH) {
      return this.#pending.find(
        (item) => item.state === state && item.stack === stack && item.count === count,
      );
    }
    this.#seen ??= new Map(this.#pending.map((item) => [keyOf(item), item]));
    return this.#seen.get(keyOf({ state, count, stack }));
  }
}

function keyOf({ state, count, stack }: Configuration): string {
  return `${state},${count},${stack.id}`;
}

function emptyRoundOf(flags: number, isRoundEmpty: boolean): EmptyRound {
  if (!isRoundEmpty && (flags & CONTINUE) === 0) return "no";
  return (flags & INCREMENT) !== 0 ? "ended" : "open";
}
