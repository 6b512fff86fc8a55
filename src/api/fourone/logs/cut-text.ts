/** Fields of messages and items that hold what was said, in the order they are looked for. */
const SPOKEN = /"(?:content|text|arguments|output|input)":\s*"((?:[^"\\]|\\.)*)/s;

/** The first text in JSON that may end anywhere; undefined where it has none. */
export function textOfCutJson(json: string): string | undefined {
  const [, spelled] = SPOKEN.exec(json) ?? [];
  if (spelled === undefined) return undefined;
  // The end may have fallen into an escape, or between the two halves of a pair of surrogates.
  const whole = spelled.replace(/\\u[0-9a-fA-F]{0,3}$/, "");
  return (JSON.parse(`"${whole}"`) as string).replace(/[\ud800-\udbff]$/, "");
}
