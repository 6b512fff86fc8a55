/** US dollars per million tokens. */
export interface ListPrices {
  readonly input: number;
  readonly cached_input: number;
  readonly output: number;
}

/** What the original service asks, as it published it for these models. */
const LIST_PRICES: Readonly<Record<string, ListPrices>> = {
  "gpt-4.1": { input: 2, cached_input: 0.5, output: 8 },
  "gpt-4.1-mini": { input: 0.4, cached_input: 0.1, output: 1.6 },
  "gpt-4.1-nano": { input: 0.1, cached_input: 0.025, output: 0.4 },
};

/** Undefined for models that the original service does not have. */
export function listPrices(snapshot: string): ListPrices | undefined {
  return LIST_PRICES[snapshot.replace(/-\d{4}-\d{2}-\d{2}$/, "")];
}
