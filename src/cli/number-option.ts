import { InvalidArgumentError } from "commander";

/** A number as it is typed on the command line. */
export function numberOption(text: string): number {
  const number = Number(text);
  if (text.trim() !== "" && Number.isFinite(number)) return number;
  throw new InvalidArgumentError("a number is expected");
}
