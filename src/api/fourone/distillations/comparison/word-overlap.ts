const segmenter = new Intl.Segmenter("und", { granularity: "word" });

/**
 * F1 of the words that two texts have in common, each as often as it is in both: the harmonic mean of the share of one
 * text's words that are in the other, both ways. Words are what Unicode takes for them, whatever their case.
 */
export function wordOverlap(one: string, other: string): number {
  const left = wordsOf(one);
  const right = wordsOf(other);
  if (left.length === 0 || right.length === 0) return 0;
  const spare = new Map<string, number>();
  for (const word of left) spare.set(word, (spare.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of right) {
    const times = spare.get(word) ?? 0;
    if (times === 0) continue;
    spare.set(word, times - 1);
    common++;
  }
  return (2 * common) / (left.length + right.length);
}

function wordsOf(text: string): string[] {
  return [...segmenter.segment(text.normalize("NFKC").toLowerCase())].flatMap(({ segment, isWordLike }) =>
    isWordLike ? [segment] : [],
  );
}
