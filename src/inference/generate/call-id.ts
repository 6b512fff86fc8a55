import { randomInt } from "node:crypto";

const CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LENGTH = 24;

/** A new id for a call: `call_` and 24 letters and digits. */
export function createCallId(random: (bound: number) => number = randomInt): string {
  const characters = Array.from({ length: LENGTH }, () => CHARACTERS[random(CHARACTERS.length)]);
  return `call_${characters.join("")}`;
}
