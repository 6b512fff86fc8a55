import { InvalidArgumentError } from "commander";

/** A day as it is typed on the command line, such as 2026-01-31. */
export function dateOption(text: string): string {
  const time = Date.parse(text);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(time);
  if (isDay && new Date(time).toISOString().startsWith(text)) return text;
  throw new InvalidArgumentError("a date such as 2026-01-31 is expected");
}
