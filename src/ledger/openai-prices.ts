import { type ModelPrice, PriceList } from "./price-list.ts";

/** Dollars per million tokens, as OpenAI published them. Batches cost half. */
export const OPENAI_PRICES: readonly ModelPrice[] = [
  { model: "gpt-4.1", input: 2, cachedInput: 0.5, output: 8, training: 25 },
  { model: "gpt-4.1-mini", input: 0.4, cachedInput: 0.1, output: 1.6, training: 5 },
  { model: "gpt-4.1-nano", input: 0.1, cachedInput: 0.025, output: 0.4, training: 1.5 },
  { model: "text-embedding-3-small", input: 0.02, cachedInput: 0.02, output: 0 },
  { model: "text-embedding-3-large", input: 0.13, cachedInput: 0.13, output: 0 },
  { model: "text-embedding-ada-002", input: 0.1, cachedInput: 0.1, output: 0 },
];

export const openAiPriceList = new PriceList(OPENAI_PRICES);
