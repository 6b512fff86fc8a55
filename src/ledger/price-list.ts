import { type Amount, perToken } from "./amount.ts";

/** Prices per million tokens. */
export interface TokenPrices {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
}

export interface ModelPrice extends TokenPrices {
  /** A model's name; prices of an undated name are those of its snapshots too. */
  readonly model: string;
  /** The first day (UTC) on which it is in force, as `2025-04-14`; left out, always. */
  readonly effective?: string | undefined;
  /** Left out: half. */
  readonly batch?: TokenPrices | undefined;
  /** Of tokens that it is tuned on; left out: what it was before. */
  readonly training?: number | undefined;
}

/** What one token costs. */
export interface TokenRates {
  readonly input: Amount;
  readonly cachedInput: Amount;
  readonly output: Amount;
}

interface Entry {
  /** Unix seconds. */
  readonly from: number;
  readonly interactive: TokenRates;
  readonly batch: TokenRates;
  readonly training: Amount | undefined;
}

/** What tokens cost, by model and day. */
export class PriceList {
  readonly #entries = new Map<string, Entry[]>();

  /** Of two prices for a model from the same day on, the later in the list holds. */
  constructor(prices: readonly ModelPrice[]) {
    for (const price of prices) {
      const entries = this.#entries.get(price.model) ?? [];
      entries.push(toEntry(price));
      // Stable: the newest day last, and within a day the last that was given.
      entries.sort((left, right) => left.from - right.from);
      this.#entries.set(price.model, entries);
    }
  }

  /** `at` in Unix seconds. Undefined where the model has no price then. */
  ratesOf(model: string, batch: boolean, at: number): TokenRates | undefined {
    for (const name of pricedNames(model)) {
      const entry = this.#entries.get(name)?.findLast(({ from }) => from <= at);
      if (entry !== undefined) return batch ? entry.batch : entry.interactive;
    }
    return undefined;
  }

  /** What it costs to tune the model on one token. Undefined where that has no price then. */
  trainingRateOf(model: string, at: number): Amount | undefined {
    for (const name of pricedNames(model)) {
      const inForce = ({ from, training }: Entry) => from <= at && training !== undefined;
      const entry = this.#entries.get(name)?.findLast(inForce);
      if (entry !== undefined) return entry.training;
    }
    return undefined;
  }
}

/** Its own name, then the undated one; a fine-tuned model has its base model's price if it has none of its own. */
function pricedNames(model: string): string[] {
  const base = model.startsWith("ft:") ? (model.split(":")[1] ?? model) : model;
  return [...new Set([model, base, base.replace(/-\d{4}-\d{2}-\d{2}$/, "")])];
}

function toEntry(price: ModelPrice): Entry {
  const interactive = toRates(price);
  return {
    from: price.effective === undefined ? Number.NEGATIVE_INFINITY : Date.parse(price.effective) / 1000,
    interactive,
    batch: price.batch === undefined ? halved(interactive) : toRates(price.batch),
    training: price.training === undefined ? undefined : perToken(price.training),
  };
}

function toRates({ input, cachedInput, output }: TokenPrices): TokenRates {
  return { input: perToken(input), cachedInput: perToken(cachedInput), output: perToken(output) };
}

function halved({ input, cachedInput, output }: TokenRates): TokenRates {
  return { input: input / 2n, cachedInput: cachedInput / 2n, output: output / 2n };
}
