import type { Ajv2020 } from "ajv/dist/2020.js";

/**
 * Makes ajv judge `multipleOf` by decimal digits. Its own division of binary fractions takes
 * 4347146169.69 for no multiple of 0.01.
 */
export function judgeMultiplesExactly(ajv: Ajv2020): void {
  ajv.removeKeyword("multipleOf");
  ajv.addKeyword({ keyword: "multipleOf", type: "number", schemaType: "number", validate: isMultiple });
}

function isMultiple(divisor: number, value: number): boolean {
  // Reading the number has rounded it already.
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return Number.isInteger(value / divisor);
  const [left, right] = [digitsOf(value), digitsOf(divisor)];
  const scale = Math.max(left.decimals, right.decimals);
  const scaled = ({ digits, decimals }: typeof left) => digits * 10n ** BigInt(scale - decimals);
  return scaled(left) % scaled(right) === 0n;
}

/** The shortest decimal number that is read as this one. */
function digitsOf(value: number): { digits: bigint; decimals: number } {
  const [mantissa = "", exponent = "0"] = String(value).split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const shift = Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction);
  return shift > 0 ? { digits: digits * 10n ** BigInt(shift), decimals: 0 } : { digits, decimals: -shift };
}
