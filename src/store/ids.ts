import { randomBytes } from "node:crypto";

/** Owns everything that is made without a key, or with a key of no other project. */
export const defaultProjectId = "proj_default";

/** Gives `size` unpredictable bytes. */
export type RandomBytes = (size: number) => Uint8Array;

/** `prefix_` and 48 hexadecimal digits (192 random bits), the form of `resp_`, `msg_`, `conv_` and their kin. */
export function createId(prefix: string, random: RandomBytes = randomBytes): string {
  return `${prefix}_${Buffer.from(random(24)).toString("hex")}`;
}
