import type { TokenizedExample } from "../data/example.ts";
import { crossEntropyBackward, crossEntropyForward } from "../loss/cross-entropy.ts";
import {
  answerLogProbability,
  type PreferencePair,
  preferenceBackward,
  preferenceForward,
} from "../loss/direct-preference.ts";
import type { TrainingSession } from "./training-session.ts";

/** Sums over some of a job's items. `units` is what the loss is averaged over: tokens, or pairs. */
export interface ObjectiveSums {
  readonly loss: number;
  readonly units: number;
  readonly tokens: number;
  readonly correctTokens: number;
}

/** What a job makes better: it knows its items by number. */
export interface Objective {
  readonly items: number;
  /** What is trained on when this item is: tokens that were read and tokens that were learned. */
  tokensOf(item: number): number;
  /** The loss of these items; with a scale, adds its gradient, times the scale, to the adapter's. */
  compute(session: TrainingSession, items: readonly number[], scale?: number): Promise<ObjectiveSums>;
}

/** Say what the examples say. */
export class SupervisedObjective implements Objective {
  readonly #examples: readonly TokenizedExample[];

  constructor(examples: readonly TokenizedExample[]) {
    this.#examples = examples;
  }

  get items(): number {
    return this.#examples.length;
  }

  tokensOf(item: number): number {
    return this.#examples[item]!.tokens.length;
  }

  async compute(session: TrainingSession, items: readonly number[], scale?: number): Promise<ObjectiveSums> {
    let [loss, units, correctTokens] = [0, 0, 0];
    for (const batch of session.pack(items.map((item) => this.#examples[item]!))) {
      const rows = await session.forward(batch);
      const sums = crossEntropyForward(rows);
      loss += sums.loss;
      units += sums.tokens;
      correctTokens += sums.correct;
      if (scale === undefined) continue;
      crossEntropyBackward(rows, scale);
      await session.backward(rows);
    }
    return { loss, units, tokens: units, correctTokens };
  }
}

/** Two answers to one prompt, the better one first. */
export interface TokenizedPair {
  readonly preferred: TokenizedExample;
  readonly other: TokenizedExample;
}

/** Log-probabilities of each pair's answers by the model that the job began with. */
export type ReferenceLogProbabilities = readonly (readonly [preferred: number, other: number])[];

/** Gain more on the better answer than on the other, measured from where the job began. */
export class PreferenceObjective implements Objective {
  readonly #pairs: readonly TokenizedPair[];
  readonly #references: ReferenceLogProbabilities;
  readonly #beta: number;

  constructor(pairs: readonly TokenizedPair[], references: ReferenceLogProbabilities, beta: number) {
    this.#pairs = pairs;
    this.#references = references;
    this.#beta = beta;
  }

  get items(): number {
    return this.#pairs.length;
  }

  tokensOf(item: number): number {
    const { preferred, other } = this.#pairs[item]!;
    return preferred.tokens.length + other.tokens.length;
  }

  async compute(session: TrainingSession, items: readonly number[], scale?: number): Promise<ObjectiveSums> {
    let [loss, tokens, correctTokens] = [0, 0, 0];
    // One pair at a time: both answers must be in one batch, and two are hardly ever short.
    for (const item of items) {
      const { rows, pair } = await this.#forward(session, item);
      const sums = preferenceForward(rows, [pair], this.#beta);
      loss += sums.loss;
      tokens += sums.tokens;
      correctTokens += sums.correctTokens;
      if (scale === undefined) continue;
      preferenceBackward(rows, [pair], this.#beta, scale);
      await session.backward(rows);
    }
    return { loss, units: items.length, tokens, correctTokens };
  }

  async #forward(session: TrainingSession, item: number) {
    const { preferred, other } = this.#pairs[item]!;
    const [referencePreferred, referenceOther] = this.#references[item]!;
    const { rows, ranges } = await forwardPair(session, preferred, other);
    const pair: PreferencePair = { ...ranges, referencePreferred, referenceOther };
    return { rows, pair };
  }
}

/** What the model as it is now gives the answers; to be asked before the first step. */
export async function referenceLogProbabilities(
  session: TrainingSession,
  pairs: readonly TokenizedPair[],
): Promise<ReferenceLogProbabilities> {
  const references: [number, number][] = [];
  for (const { preferred, other } of pairs) {
    const { rows, ranges } = await forwardPair(session, preferred, other);
    references.push([answerLogProbability(rows, ranges.preferred), answerLogProbability(rows, ranges.other)]);
  }
  return references;
}

async function forwardPair(session: TrainingSession, preferred: TokenizedExample, other: TokenizedExample) {
  const batch = session.packTogether([preferred, other]);
  const rows = await session.forward(batch);
  const range = (index: number) => {
    const { from, to } = batch.examples.find((example) => example.index === index)!;
    return [from, to] as const;
  };
  return { rows, ranges: { preferred: range(0), other: range(1) } };
}
