/** Bits of an edge's flags. */
export const INCREMENT = 1;
export const RESET = 2;
/** Only where the counter has reached its minimum; sets it to zero. */
export const EXIT = 4;
/** Only where the counter has not reached its maximum. */
export const CONTINUE = 8;

export const FINAL_NEVER = 0;
export const FINAL_ALWAYS = 1;
export const FINAL_COUNTED = 2;

/**
 * A compiled grammar: rules that are automata over bytes and call one another. Every state can
 * reach an end, so what can be begun can be finished. Plain arrays, so that it crosses threads.
 *
 *     state s: edges  edgeStart[s] … edgeStart[s + 1]   a byte from low to high leads to target
 *              calls  callStart[s] … callStart[s + 1]   a match of a rule leads to target
 */
export interface Automaton {
  readonly edgeStart: Uint32Array;
  readonly edgeLow: Uint8Array;
  readonly edgeHigh: Uint8Array;
  readonly edgeTarget: Uint32Array;
  readonly edgeFlags: Uint8Array;
  readonly callStart: Uint32Array;
  readonly callRule: Uint32Array;
  readonly callTarget: Uint32Array;
  readonly callFlags: Uint8Array;
  readonly final: Uint8Array;
  readonly ruleOfState: Uint32Array;
  readonly ruleStart: Uint32Array;
  /** Bounds of each rule's counter; rules without one have 0 and infinity. */
  readonly counterMinimum: Float64Array;
  readonly counterMaximum: Float64Array;
  /** 1 where a rule calls no other and has at most one edge for a byte. */
  readonly isSimple: Uint8Array;
  /** Identifies the content of a simple rule, so that grammars can share what is known of it; 0 for others. */
  readonly fingerprint: Float64Array;
  readonly root: number;
}

export function automatonBytes(automaton: Automaton): number {
  return Object.values(automaton).reduce(
    (sum: number, field: number | ArrayBufferView) =>
      sum + (typeof field === "number" ? 8 : field.byteLength),
    0,
  );
}
