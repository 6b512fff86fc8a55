/** A number as it was typed; undefined where nothing was. What is no number goes as it is, for the server to judge. */
export function typedNumber(text: string): number | string | undefined {
  if (text.trim() === "") return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}
