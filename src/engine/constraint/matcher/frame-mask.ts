import type { Automaton } from "../automaton/automaton.ts";
import type { TokenTrie } from "../vocabulary/token-trie.ts";
import { countBehind, mayEnd } from "./closure.ts";
import type { ConfigurationSet } from "./configuration.ts";
import type { Machine } from "./machine.ts";

/**
 * The tokens that a state allows whatever lies below it on the stack, and the trie nodes at which its
 * rule may have ended, from where the rest of a token depends on the stack.
 */
export interface FrameMask {
  /** Token ids; where they are many, a bit for each token instead. */
  readonly tokens: Uint32Array;
  readonly words: Int32Array | undefined;
  readonly exits: Uint32Array;
}

export function frameMaskBytes({ tokens, words, exits }: FrameMask): number {
  return tokens.byteLength + exits.byteLength + (words?.byteLength ?? 0) + 200;
}

/** Walks the whole trie from one state. */
export function computeFrameMask(
  machine: Machine,
  trie: TokenTrie,
  words: number,
  state: number,
  count: number,
): FrameMask {
  const { automaton } = machine;
  const found = new FoundTokens(trie, words);
  if (automaton.isSimple[automaton.ruleOfState[state]!] === 1)
    walkSimple(automaton, trie, state, count, found);
  else walkSets(machine, trie, machine.isolate(state, count), found);
  return found.result();
}

class FoundTokens {
  readonly #trie: TokenTrie;
  readonly #bits: Int32Array;
  readonly #exits: number[] = [];
  #count = 0;

  constructor(trie: TokenTrie, words: number) {
    this.#trie = trie;
    this.#bits = new Int32Array(words);
  }

  add(node: number): void {
    const { tokenStart, tokenIds } = this.#trie;
    const end = tokenStart[node + 1]!;
    for (let at = tokenStart[node]!; at < end; at++) {
      const token = tokenIds[at]!;
      this.#bits[token >> 5]! |= 1 << (token & 31);
      this.#count += 1;
    }
  }

  addExit(node: number): void {
    if (this.#trie.skip[node]! > node + 1) this.#exits.push(node);
  }

  result(): FrameMask {
    const exits = Uint32Array.from(this.#exits);
    if (this.#count > this.#bits.length) return { tokens: new Uint32Array(), words: this.#bits, exits };
    const tokens = new Uint32Array(this.#count);
    let found = 0;
    for (const [word, bits] of this.#bits.entries()) {
      for (let rest = bits; rest !== 0; rest &= rest - 1)
        tokens[found++] = word * 32 + 31 - Math.clz32(rest & -rest);
    }
    return { tokens, words: undefined, exits };
  }
}

/** Rules of up to this many states get a table: 256 KB. Larger ones are narrow, their edges few. */
const MAXIMUM_TABLE_STATES = 256;

/** One state at a time: for rules without calls, which is where the masks with many tokens are. */
function walkSimple(
  automaton: Automaton,
  trie: TokenTrie,
  state: number,
  count: number,
  found: FoundTokens,
): void {
  const { byte, depth, skip, nodes } = trie;
  const { edgeTarget, edgeFlags, edgeStart } = automaton;
  const rule = automaton.ruleOfState[state]!;
  const edgeFor = edgeFinder(automaton, rule);
  const states = new Uint32Array(trie.maximumDepth + 1);
  const counts = new Float64Array(trie.maximumDepth + 1);
  states[0] = state;
  counts[0] = count;
  for (let node = 0; node < nodes; ) {
    const at = depth[node]!;
    const edge = edgeFor(states[at - 1]!, byte[node]!);
    const behind = edge < 0 ? undefined : countBehind(automaton, rule, counts[at - 1]!, edgeFlags[edge]!);
    if (behind === undefined) {
      node = skip[node]!;
      continue;
    }
    const target = edgeTarget[edge]!;
    states[at] = target;
    counts[at] = behind;
    found.add(node);
    if (mayEnd(automaton, target, behind)) found.addExit(node);
    node = edgeStart[target] === edgeStart[target + 1] ? skip[node]! : node + 1;
  }
}

/** Finds the edge for a byte, -1 for none, in a rule with at most one. */
function edgeFinder(automaton: Automaton, rule: number): (state: number, byte: number) => number {
  const { edgeStart, edgeLow, edgeHigh, ruleOfState, ruleStart } = automaton;
  const first = ruleStart[rule]!;
  let end = first;
  while (end - first <= MAXIMUM_TABLE_STATES && ruleOfState[end] === rule) end++;
  if (end - first > MAXIMUM_TABLE_STATES) {
    return (state, byte) => {
      const last = edgeStart[state + 1]!;
      for (let edge = edgeStart[state]!; edge < last; edge++) {
        if (byte >= edgeLow[edge]! && byte <= edgeHigh[edge]!) return edge;
      }
      return -1;
    };
  }
  const table = new Int32Array((end - first) * 256).fill(-1);
  for (let state = first; state < end; state++) {
    for (let edge = edgeStart[state]!; edge < edgeStart[state + 1]!; edge++) {
      table.fill(edge, (state - first) * 256 + edgeLow[edge]!, (state - first) * 256 + edgeHigh[edge]! + 1);
    }
  }
  return (state, byte) => table[(state - first) * 256 + byte]!;
}

function walkSets(machine: Machine, trie: TokenTrie, start: ConfigurationSet, found: FoundTokens): void {
  walkTrie(machine, trie, start, { from: 0, to: trie.nodes, depth: 0 }, (node, set) => {
    found.add(node);
    if (set.leavesBase) found.addExit(node);
  });
}

/** Visits the nodes of a part of the trie that can be reached, given the set before its first node. */
export function walkTrie(
  machine: Machine,
  trie: TokenTrie,
  start: ConfigurationSet,
  part: { readonly from: number; readonly to: number; readonly depth: number },
  visit: (node: number, set: ConfigurationSet) => void,
): void {
  const path: ConfigurationSet[] = [start];
  for (let node = part.from; node < part.to; ) {
    const at = trie.depth[node]! - part.depth;
    const set = machine.step(path[at - 1]!, trie.byte[node]!);
    if (set === undefined) {
      node = trie.skip[node]!;
      continue;
    }
    path[at] = set;
    visit(node, set);
    node = set.configurations.length === 0 ? trie.skip[node]! : node + 1;
  }
}
