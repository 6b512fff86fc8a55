/**
 * Money, exactly: a whole number of 10⁻¹⁵ units of the currency. A token at $0.025 a million costs 25,000,000 of them; a
 * price with up to eight decimals stays whole when a batch halves it. Sums never round; only showing does.
 */
export type Amount = bigint;

const DECIMALS = 15;
const PRICE_DECIMALS = 8;
const PER_MILLION = 10n ** BigInt(DECIMALS - 6 - PRICE_DECIMALS);

/** What one token costs, by the price of a million. Throws a `RangeError` where the price has more than 8 decimals. */
export function perToken(pricePerMillion: number): Amount {
  const digits = pricePerMillion.toFixed(PRICE_DECIMALS);
  if (!(pricePerMillion >= 0 && pricePerMillion <= 1e9 && Number(digits) === pricePerMillion)) {
    throw new RangeError(
      `${pricePerMillion} is no price: at most ${PRICE_DECIMALS} decimals, and not below 0`,
    );
  }
  return BigInt(digits.replace(".", "")) * PER_MILLION;
}

/** The number nearest to it, as JSON carries it. */
export function toNumber(amount: Amount): number {
  return Number(toDecimal(amount, DECIMALS));
}

/** Rounded half up. */
export function toDecimal(amount: Amount, decimals: number): string {
  const unit = 10n ** BigInt(DECIMALS - decimals);
  const rounded = (amount + unit / 2n) / unit;
  const digits = String(rounded).padStart(decimals + 1, "0");
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
