import { OPENAI_PRICES } from "../../../ledger/index.ts";

/** US dollars per million tokens, as OpenAI asks for a model. Undefined for models that it does not have. */
export function listPrices(snapshot: string) {
  const name = snapshot.replace(/-\d{4}-\d{2}-\d{2}$/, "");
  const price = OPENAI_PRICES.find(({ model }) => model === snapshot || model === name);
  return price && { input: price.input, cached_input: price.cachedInput, output: price.output };
}
