import { SamplerChain } from "../../llama/index.ts";
import type { SamplingOptions } from "../generate-request.ts";

/** More different temperatures and nucleus sizes than this at once are rebuilt now and then, which costs microseconds. */
const MOST_CHAINS = 64;

/** Native sampler chains, shared by all sequences with the same options: draws are seeded one by one. */
export class SamplerChains implements Disposable {
  readonly #chains = new Map<string, SamplerChain>();

  /** The chain for a temperature above 0. Valid until the next call. */
  get({ temperature, topP }: SamplingOptions): SamplerChain {
    const key = `${temperature} ${topP}`;
    const known = this.#chains.get(key);
    if (known !== undefined) return known;
    if (this.#chains.size >= MOST_CHAINS) this.#dropOldest();
    const chain = SamplerChain.create([
      { kind: "temperature", value: temperature },
      ...(topP < 1 ? [{ kind: "top-p" as const, value: topP }] : []),
    ]);
    this.#chains.set(key, chain);
    return chain;
  }

  #dropOldest(): void {
    const [oldest] = this.#chains;
    if (oldest === undefined) return;
    this.#chains.delete(oldest[0]);
    oldest[1][Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    while (this.#chains.size > 0) this.#dropOldest();
  }
}
