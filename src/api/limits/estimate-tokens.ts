/** Rules of thumb that the hosted service names for English text. */
const CHARACTERS_A_TOKEN = 4;

/** What a picture counts, whatever its size in bytes. */
const IMAGE_TOKENS = 765;

/**
 * What a request is counted as before it is known: the more of what it asks for at most and what its
 * text comes to. Counting real tokens would make the client wait for the tokenizer before the refusal.
 */
export function estimateTokens(text: unknown, maximumTokens: number | null | undefined, choices = 1): number {
  return Math.max(1, tokensOf(text), (maximumTokens ?? 0) * choices);
}

function tokensOf(value: unknown): number {
  let characters = 0;
  let images = 0;
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next === "string") {
      if (next.startsWith("data:")) images++;
      else characters += next.length;
    } else if (typeof next === "object" && next !== null) {
      for (const member of Object.values(next)) pending.push(member);
    }
  }
  return Math.ceil(characters / CHARACTERS_A_TOKEN) + images * IMAGE_TOKENS;
}
