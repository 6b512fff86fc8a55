import { OPENAI_PRICES } from "./openai-prices.ts";
import { type ModelPrice, PriceList } from "./price-list.ts";

/** The price list in force: OpenAI's, and over it what is configured. */
export function configuredPrices(prices: readonly ModelPrice[]): PriceList {
  return new PriceList([...OPENAI_PRICES, ...prices]);
}
