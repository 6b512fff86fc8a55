import type { ByteEdge } from "./rule-graph.ts";

export interface ByteRange {
  readonly low: number;
  high: number;
  readonly targets: readonly number[];
}

/** Cuts edges into ranges of bytes that lead to the same set of targets. */
export function disjointRanges(edges: readonly ByteEdge[]): ByteRange[] {
  const sorted = [...edges].sort((a, b) => a.low - b.low);
  const overlap = sorted.some((edge, index) => index > 0 && sorted[index - 1]!.high >= edge.low);
  return mergeNeighbours(
    overlap ? cut(sorted) : sorted.map(({ low, high, target }) => ({ low, high, targets: [target] })),
  );
}

function cut(edges: readonly ByteEdge[]): ByteRange[] {
  const buckets = new Map<number, number[]>();
  for (const { low, high, target } of edges) {
    for (let byte = low; byte <= high; byte++) {
      const bucket = buckets.get(byte);
      if (bucket === undefined) buckets.set(byte, [target]);
      else if (!bucket.includes(target)) bucket.push(target);
    }
  }
  return [...buckets]
    .sort(([a], [b]) => a - b)
    .map(([byte, targets]) => ({ low: byte, high: byte, targets: targets.sort((a, b) => a - b) }));
}

function mergeNeighbours(ranges: readonly ByteRange[]): ByteRange[] {
  const merged: ByteRange[] = [];
  for (const range of ranges) {
    const last = merged.at(-1);
    const isSame =
      last?.targets.length === range.targets.length &&
      last.targets.every((target, at) => target === range.targets[at]);
    if (last !== undefined && isSame && last.high + 1 === range.low) last.high = range.high;
    else merged.push(range);
  }
  return merged;
}
