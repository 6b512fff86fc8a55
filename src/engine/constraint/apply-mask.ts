/** Sets the logits of tokens whose bit is 0 to minus infinity, in place. */
export function applyMask(logits: Float32Array, mask: Int32Array): void {
  const { length } = logits;
  for (let word = 0, first = 0; first < length; word++, first += 32) {
    const bits = mask[word]!;
    if (bits === -1) continue;
    const end = Math.min(first + 32, length);
    if (bits === 0) {
      logits.fill(Number.NEGATIVE_INFINITY, first, end);
      continue;
    }
    for (let token = first; token < end; token++) {
      if (((bits >>> (token - first)) & 1) === 0) logits[token] = Number.NEGATIVE_INFINITY;
    }
  }
}
