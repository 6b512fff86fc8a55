export type ParsedJson = { readonly value: unknown } | { readonly error: string };

/** JSON as somebody types it: the value, or what is wrong with it and where. Empty text is no value. */
export function parseJsonText(text: string): ParsedJson | undefined {
  if (text.trim() === "") return undefined;
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (thrown) {
    return { error: withLine(text, (thrown as Error).message) };
  }
}

/** Browsers tell positions in characters, people count lines. */
function withLine(text: string, message: string): string {
  const [, position] = /position (\d+)/.exec(message) ?? [];
  if (position === undefined || /\bline \d+/.test(message)) return message;
  const before = text.slice(0, Number(position)).split("\n");
  return `${message} (line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1})`;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
