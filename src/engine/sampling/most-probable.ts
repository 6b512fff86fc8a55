/** The token with the highest logit; of equal ones the first. */
export function mostProbable(logits: Float32Array): number {
  let best = 0;
  let highest = logits[0]!;
  for (let token = 1; token < logits.length; token++) {
    if (logits[token]! > highest) {
      highest = logits[token]!;
      best = token;
    }
  }
  return best;
}
