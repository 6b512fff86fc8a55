import type { Automaton } from "../automaton/automaton.ts";
import { ConstraintError } from "../constraint-error.ts";
import { Closure, countBehind } from "./closure.ts";
import { ConfigurationSet, StackNode } from "./configuration.ts";

/** Configurations that one operation may look at: far more than sane grammars need; tens of milliseconds and megabytes. */
const MAXIMUM_WORK = 100_000;

/** Runs a compiled grammar over bytes: a pushdown automaton that follows all readings at once. */
export class Machine {
  readonly automaton: Automaton;
  #work = 0;

  constructor(automaton: Automaton) {
    this.automaton = automaton;
  }

  /** To be called at the start of every operation whose time must be bounded. */
  renewWork(): void {
    this.#work = MAXIMUM_WORK;
  }

  start(): ConfigurationSet {
    const root = new StackNode();
    root.isRoot = true;
    const closure = this.#closure();
    closure.add(this.automaton.ruleStart[this.automaton.root]!, 0, root);
    return closure.finish() ?? new ConfigurationSet([], true, false);
  }

  /** A single configuration on top of an unknown stack. */
  isolate(state: number, count: number): ConfigurationSet {
    const base = new StackNode();
    base.isBase = true;
    return new ConfigurationSet([{ state, count, stack: base }], false, false);
  }

  /** What is possible behind a byte; undefined where the byte is not. */
  step(set: ConfigurationSet, byte: number): ConfigurationSet | undefined {
    set.next ??= new Map();
    const known = set.next.get(byte);
    if (known !== undefined || set.next.has(byte)) return known;
    const result = this.#compute(set, byte);
    set.next.set(byte, result);
    return result;
  }

  /** What is possible once the rule on top of the stack has ended. */
  after(stack: StackNode): ConfigurationSet {
    if (stack.after === undefined) {
      const closure = this.#closure();
      closure.leave(stack);
      stack.after = closure.finish() ?? new ConfigurationSet([], false, false);
    }
    return stack.after;
  }

  #compute(set: ConfigurationSet, byte: number): ConfigurationSet | undefined {
    const { edgeStart, edgeLow, edgeHigh, edgeTarget, edgeFlags, ruleOfState } = this.automaton;
    let closure: Closure | undefined;
    for (const { state, count, stack } of set.configurations) {
      this.#spend();
      for (let edge = edgeStart[state]!; edge < edgeStart[state + 1]!; edge++) {
        if (byte < edgeLow[edge]! || byte > edgeHigh[edge]!) continue;
        const behind = countBehind(this.automaton, ruleOfState[state]!, count, edgeFlags[edge]!);
        if (behind === undefined) continue;
        closure ??= this.#closure();
        closure.add(edgeTarget[edge]!, behind, stack);
      }
    }
    return closure?.finish();
  }

  #closure(): Closure {
    return new Closure(this.automaton, () => this.#spend());
  }

  #spend(): void {
    if (--this.#work < 0) throw new ConstraintError("The constraint is too ambiguous to be followed.");
  }
}
