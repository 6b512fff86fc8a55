import { randomFillSync } from "node:crypto";

/** As many unpredictable bytes as asked for, injected so that tests can foresee them. */
export type RandomBytes = (length: number) => Uint8Array;

export const systemRandomBytes: RandomBytes = (length) => randomFillSync(new Uint8Array(length));

const ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Bytes from here on are dropped, so that every letter is equally likely. */
const UNBIASED = 256 - (256 % ALPHANUMERIC.length);

export function randomAlphanumeric(random: RandomBytes, length: number): string {
  let text = "";
  while (text.length < length) {
    for (const byte of random(length - text.length)) {
      if (byte < UNBIASED) text += ALPHANUMERIC[byte % ALPHANUMERIC.length];
    }
  }
  return text;
}

export function randomHexadecimal(random: RandomBytes, bytes: number): string {
  return Buffer.from(random(bytes)).toString("hex");
}
