/**
 * Remainders of numbers that are read digit by digit. Two remainders are alike where the same digits
 * behind either make a multiple: of 1,000, there are not a thousand kinds but four, by the zeros at
 * the end.
 */
export class RemainderClasses {
  readonly #modulus: bigint;
  readonly #representatives = new Map<string, bigint>();
  readonly #known = new Map<bigint, bigint>();

  constructor(modulus: bigint) {
    this.#modulus = modulus;
  }

  /** About how many kinds there are: the factors 2 and 5 hardly add to them. */
  get count(): number {
    const digits = this.#modulus.toString(2).length;
    const rest = this.#modulus / greatestCommonDivisor(this.#modulus, 10n ** BigInt(digits));
    return Number(rest) + digits;
  }

  isMultiple(value: bigint): boolean {
    return value % this.#modulus === 0n;
  }

  /** The first remainder seen that is alike. */
  representative(value: bigint): bigint {
    const remainder = value % this.#modulus;
    let found = this.#known.get(remainder);
    if (found === undefined) {
      const key = this.#key(remainder);
      found = this.#representatives.get(key) ?? remainder;
      this.#representatives.set(key, found);
      this.#known.set(remainder, found);
    }
    return found;
  }

  /** For each number of digits that may follow, what they must come to, or that they never can. */
  #key(remainder: bigint): string {
    const parts: bigint[] = [];
    let shifted = remainder;
    for (let following = 1n; ; following *= 10n) {
      const missing = (this.#modulus - shifted) % this.#modulus;
      parts.push(missing < following ? missing : -1n);
      if (following >= this.#modulus) return parts.join();
      shifted = (shifted * 10n) % this.#modulus;
    }
  }
}

export function leastCommonMultiple(a: bigint, b: bigint): bigint {
  return (a / greatestCommonDivisor(a, b)) * b;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}
