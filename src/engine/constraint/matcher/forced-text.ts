import { countBehind } from "./closure.ts";
import type { ConfigurationSet } from "./configuration.ts";
import type { Machine } from "./machine.ts";

const MAXIMUM_BYTES = 4_096;

/** Text that must come next: followed as long as there is exactly one byte and no end. */
export function forcedText(machine: Machine, start: ConfigurationSet): string {
  const bytes: number[] = [];
  let set = start;
  while (bytes.length < MAXIMUM_BYTES && !set.isComplete) {
    const byte = onlyByte(machine, set);
    if (byte === undefined) break;
    const next = machine.step(set, byte);
    if (next === undefined) break;
    bytes.push(byte);
    set = next;
  }
  return wholeCharacters(bytes);
}

function onlyByte({ automaton }: Machine, set: ConfigurationSet): number | undefined {
  const { edgeStart, edgeLow, edgeHigh, edgeFlags, ruleOfState } = automaton;
  let only: number | undefined;
  for (const { state, count } of set.configurations) {
    for (let edge = edgeStart[state]!; edge < edgeStart[state + 1]!; edge++) {
      if (countBehind(automaton, ruleOfState[state]!, count, edgeFlags[edge]!) === undefined) continue;
      const byte = edgeLow[edge]!;
      if (byte !== edgeHigh[edge] || (only !== undefined && byte !== only)) return undefined;
      only = byte;
    }
  }
  return only;
}

/** Bytes as text, without a character that is cut at the end; "" where one is cut at the start. */
function wholeCharacters(bytes: readonly number[]): string {
  const isContinuation = (byte: number | undefined) => byte !== undefined && byte >= 0x80 && byte < 0xc0;
  if (isContinuation(bytes[0])) return "";
  let end = bytes.length;
  while (end > 0 && isContinuation(bytes[end - 1])) end--;
  const lead = bytes[end - 1] ?? 0;
  const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const whole = end > 0 && end - 1 + length <= bytes.length ? end - 1 + length : Math.max(0, end - 1);
  return new TextDecoder().decode(Uint8Array.from(bytes.slice(0, whole)));
}
