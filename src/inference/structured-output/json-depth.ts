import type { JsonValue } from "../json.ts";

/** How deep values lie inside of values, found without recursion: the value may be hostile. */
export function depthOf(value: JsonValue): number {
  let depth = 0;
  for (let layer: JsonValue[] = [value]; layer.length > 0; depth++) {
    layer = layer.flatMap((item) => (typeof item === "object" && item !== null ? Object.values(item) : []));
  }
  return depth;
}
