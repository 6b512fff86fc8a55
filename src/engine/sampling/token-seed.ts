/**
 * The seed of one draw. Depends only on the request's seed, the choice and the position, so that
 * a replay after a crash, a batch of another shape or a verified draft all draw the same number.
 */
export function tokenSeed(seed: number, choice: number, position: number): number {
  const high = Math.floor(seed / 0x1_0000_0000) | 0;
  let state = mix(seed | 0) ^ mix(high + 0x6a09e667);
  state = mix(state + Math.imul(choice, 0x9e3779b1));
  state = mix(state + Math.imul(position, 0x85ebca77));
  // The native library takes 0xffffffff to mean "choose a seed at random".
  return state === 0xffffffff ? 0 : state;
}

/** The finalizer of MurmurHash3: every input bit changes every output bit with probability one half. */
function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
