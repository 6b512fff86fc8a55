import { type CharacterSet, characterSet, contains, difference } from "../text/character-set.ts";
import type { TextEncoding } from "./expression.ts";
import type { RuleGraph } from "./rule-graph.ts";
import { utf8Sequences } from "./utf8-ranges.ts";

/** Characters that JSON strings hold only behind a backslash. */
export const ESCAPED_IN_JSON: CharacterSet = characterSet([
  [0x00, 0x1f],
  [0x22, 0x22],
  [0x5c, 0x5c],
]);

/** Adds paths from one node to another that read any one of the characters in the given encoding. */
export function addCharacters(
  graph: RuleGraph,
  from: number,
  characters: CharacterSet,
  target: number,
  encoding: TextEncoding,
): void {
  const plain = encoding === "text" ? characters : unescaped(characters);
  const tails = new Map<string, number>();
  for (const bytes of utf8Sequences(plain)) addSequence(graph, from, bytes, target, tails);
  if (encoding === "text") return;
  for (let codePoint = 0; codePoint <= 0x5c; codePoint++) {
    if (!contains(ESCAPED_IN_JSON, codePoint) || !contains(characters, codePoint)) continue;
    const escaped = JSON.stringify(String.fromCodePoint(codePoint)).slice(1, -1);
    const bytes = [...new TextEncoder().encode(escaped)].map((byte) => [byte, byte] as const);
    addSequence(graph, from, bytes, target, tails);
  }
}

const known = new WeakMap<CharacterSet, CharacterSet>();

function unescaped(characters: CharacterSet): CharacterSet {
  const plain = known.get(characters) ?? difference(characters, ESCAPED_IN_JSON);
  known.set(characters, plain);
  return plain;
}

/** Sequences with the same tail share its nodes: the bytes after the first are mostly 80..BF. */
function addSequence(
  graph: RuleGraph,
  from: number,
  bytes: ReadonlyArray<readonly [low: number, high: number]>,
  target: number,
  tails: Map<string, number>,
): void {
  const [[low, high], ...rest] = bytes as [readonly [number, number], ...(readonly [number, number])[]];
  if (rest.length === 0) {
    graph.addBytes(from, low, high, target);
    return;
  }
  const key = rest.join();
  let tail = tails.get(key);
  if (tail === undefined) {
    tail = graph.addNode();
    tails.set(key, tail);
    addSequence(graph, tail, rest, target, tails);
  }
  graph.addBytes(from, low, high, tail);
}
