/**
 * Byte-level vocabularies first split a text by a regular expression. llama.cpp has code of its own for
 * the expressions of these; for all others it uses `std::regex`, which recurses with every character of
 * a match and overflows its stack somewhere between 30,000 and 100,000 of them.
 */
const safeSplitters: ReadonlySet<string | undefined> = new Set([
  "gpt-2",
  "llama-bpe",
  "llama3",
  "llama-v3",
  "qwen2",
  "qwen35",
  "deepseek-r1-qwen",
]);

export function overflowsOnLongRuns(splitter: string | undefined): boolean {
  return !safeSplitters.has(splitter);
}

const runMaximum = 10_000;

/**
 * Cuts UTF-8 text so that no piece holds a longer run of blanks, or of anything but blanks. No match of
 * a splitting expression is longer than two such runs, and texts that people write hold none to cut.
 */
export function cutLongRuns(text: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let pieceStart = 0;
  let runStart = 0;
  let runIsBlank = false;
  for (const [at, byte] of text.entries()) {
    const isBlank = byte <= 0x20;
    const isWithinCharacter = (byte & 0xc0) === 0x80;
    if (isBlank !== runIsBlank) {
      runStart = at;
      runIsBlank = isBlank;
    } else if (at - runStart >= runMaximum && !isWithinCharacter) {
      pieces.push(text.subarray(pieceStart, at));
      pieceStart = at;
      runStart = at;
    }
  }
  pieces.push(text.subarray(pieceStart));
  return pieces;
}
