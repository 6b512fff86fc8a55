import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { computeTokens } from "../../test/tiny-model/compute-tokens.ts";
import { tinyModelFile } from "../../test/tiny-model/tiny-model-file.ts";
import { Batch, type Context, Model, openLlama, SamplerChain, type SamplerStage } from "./index.ts";

const refused = expect.objectContaining({ code: "invalid-argument" });
const seeds = Array.from({ length: 4000 }, (_, seed) => seed);

let model: Model;
let context: Context;
let logits: Float32Array;
let vocabularySize: number;

beforeAll(async () => {
  model = await Model.load(openLlama(), tinyModelFile());
  vocabularySize = model.vocabulary.size;
  context = model.createContext({
    cells: 256,
    batchTokens: 64,
    sequences: 1,
    threads: 1,
    keyType: "f32",
    valueType: "f32",
  });
  using batch = new Batch(64);
  computeTokens(context, batch, 0, [1]);
  logits = context.logits(0);
});
afterAll(() => model[Symbol.dispose]());
beforeEach(() => {
  // A distribution over four tokens; what masking does to the rest.
  logits.fill(Number.NEGATIVE_INFINITY);
  for (const [token, probability] of target) logits[token] = Math.log(probability);
});

const target = new Map([
  [10, 0.5],
  [20, 0.25],
  [30, 0.15],
  [40, 0.1],
]);

/** Share of the seeds that drew each token. */
function frequencies(stages: readonly SamplerStage[]): Map<number, number> {
  using chain = SamplerChain.create(stages);
  const counts = new Map<number, number>();
  for (const seed of seeds) {
    const token = chain.sampleSeeded(context, 0, seed);
    counts.set(token, (counts.get(token) ?? 0) + 1);
    chain.reset();
  }
  return new Map([...counts].map(([token, count]) => [token, count / seeds.length]));
}

/** Pearson's statistic; with three degrees of freedom one in a thousand fair samples exceeds 16.3. */
function chiSquare(found: ReadonlyMap<number, number>, expected: ReadonlyMap<number, number>): number {
  expect([...found.keys()].filter((token) => !expected.has(token))).toEqual([]);
  let sum = 0;
  for (const [token, probability] of expected)
    sum += ((found.get(token) ?? 0) - probability) ** 2 / probability;
  return sum * seeds.length;
}

describe("SamplerChain.sampleSeeded", () => {
  it("draws by the distribution of the logits", () => {
    expect(chiSquare(frequencies([]), target)).toBeLessThan(16.3);
  });

  it("draws by another distribution at another temperature", () => {
    const powers = new Map([...target].map(([token, probability]) => [token, probability ** 2]));
    const sum = [...powers.values()].reduce((left, right) => left + right);
    const sharpened = new Map([...powers].map(([token, power]) => [token, power / sum]));
    expect(chiSquare(frequencies([{ kind: "temperature", value: 0.5 }]), sharpened)).toBeLessThan(16.3);
    expect(chiSquare(frequencies([{ kind: "temperature", value: 0.5 }]), target)).toBeGreaterThan(100);
  });

  it("draws the same for the same seed, whatever was drawn before", () => {
    using chain = SamplerChain.create([{ kind: "temperature", value: 1 }]);
    const once = seeds.slice(0, 50).map((seed) => chain.sampleSeeded(context, 0, seed));
    const reversed = seeds.slice(0, 50).toReversed();
    expect(reversed.map((seed) => chain.sampleSeeded(context, 0, seed)).toReversed()).toEqual(once);
    expect(new Set(once).size).toBeGreaterThan(2);
  });

  it("repeats even the seed that the library takes for a wish to have none", () => {
    using chain = SamplerChain.create([]);
    logits.fill(0);
    const draws = Array.from({ length: 5 }, () => chain.sampleSeeded(context, 0, 0xffffffff));
    expect(new Set(draws).size).toBe(1);
  });

  it("keeps the nucleus only", () => {
    expect([...frequencies([{ kind: "top-p", value: 0.7 }]).keys()].toSorted()).toEqual([10, 20]);
  });

  it("keeps the top tokens only, and likely ones only", () => {
    expect([...frequencies([{ kind: "top-k", value: 3 }]).keys()].toSorted()).toEqual([10, 20, 30]);
    expect([...frequencies([{ kind: "min-p", value: 0.28 }]).keys()].toSorted()).toEqual([10, 20, 30]);
  });

  it("adds biases, and forbids tokens", () => {
    const biases = [
      { token: 10, bias: Number.NEGATIVE_INFINITY },
      { token: 40, bias: Math.log(2) },
    ];
    const expected = new Map([
      [20, 0.25 / 0.6],
      [30, 0.15 / 0.6],
      [40, 0.2 / 0.6],
    ]);
    expect(chiSquare(frequencies([{ kind: "logit-bias", vocabularySize, biases }]), expected)).toBeLessThan(
      16.3,
    );
  });

  it("refuses a chain that selects by itself", () => {
    using chain = SamplerChain.create([{ kind: "greedy" }]);
    expect(() => chain.sampleSeeded(context, 0, 1)).toThrowError(refused);
  });
});

describe("SamplerChain.sample", () => {
  it("takes the likeliest token when greedy", () => {
    using chain = SamplerChain.create([{ kind: "greedy" }]);
    expect(chain.sample(context, 0)).toBe(10);
    logits[300] = 5;
    expect(chain.sample(context, 0)).toBe(300);
  });

  it("repeats the stream of a seed after a reset, and in a clone", () => {
    using chain = SamplerChain.create([{ kind: "distribution", seed: 7 }]);
    const draw = (from: SamplerChain) => Array.from({ length: 30 }, () => from.sample(context, 0));
    const first = draw(chain);
    using clone = chain.clone();
    const next = draw(chain);
    expect(draw(clone)).toEqual(next);
    expect(next).not.toEqual(first);
    chain.reset();
    expect(draw(chain)).toEqual(first);
  });

  it("refuses a chain that selects nothing", () => {
    using chain = SamplerChain.create([{ kind: "temperature", value: 1 }]);
    expect(() => chain.sample(context, 0)).toThrowError(refused);
    using empty = SamplerChain.create([]);
    expect(() => empty.sample(context, 0)).toThrowError(refused);
  });

  it("refuses a place without logits", () => {
    using chain = SamplerChain.create([{ kind: "greedy" }]);
    for (const index of [1, -1, 64]) expect(() => chain.sample(context, index)).toThrowError(refused);
  });
});

describe("penalties", () => {
  const penalties = () => ({ kind: "penalties", vocabularySize, lastTokens: 64 }) as const;

  it("are subtracted once for presence and by count for frequency", () => {
    logits.fill(0);
    logits[10] = 4;
    logits[20] = 3;
    const likeliest = (stage: SamplerStage, accepted: readonly number[]) => {
      using chain = SamplerChain.create([stage, { kind: "greedy" }]);
      for (const token of accepted) chain.accept(token);
      return chain.sample(context, 0);
    };
    expect(likeliest({ ...penalties(), presence: 1.5 }, [])).toBe(10);
    expect(likeliest({ ...penalties(), presence: 1.5 }, [10])).toBe(20);
    expect(likeliest({ ...penalties(), presence: 0.6 }, [10, 10])).toBe(10);
    expect(likeliest({ ...penalties(), frequency: 0.6 }, [10])).toBe(10);
    expect(likeliest({ ...penalties(), frequency: 0.6 }, [10, 10])).toBe(20);
    expect(likeliest({ ...penalties(), repeat: 2 }, [10])).toBe(20);
    expect(likeliest({ ...penalties(), presence: -2 }, [20])).toBe(20);
  });

  it("count a drawn token without being told", () => {
    logits.fill(0);
    logits[10] = 1;
    using chain = SamplerChain.create([{ ...penalties(), presence: 2 }, { kind: "greedy" }]);
    expect(chain.sample(context, 0)).toBe(10);
    expect(chain.sample(context, 0)).not.toBe(10);
  });

  it("forget at a reset", () => {
    using chain = SamplerChain.create([{ ...penalties(), presence: 2 }, { kind: "greedy" }]);
    expect(chain.sample(context, 0)).toBe(10);
    chain.reset();
    expect(chain.sample(context, 0)).toBe(10);
  });
});

describe("SamplerChain", () => {
  it("refuses stages that make no sense", () => {
    const wrong: SamplerStage[][] = [
      [{ kind: "greedy" }, { kind: "top-k", value: 3 }],
      [{ kind: "temperature", value: Number.NaN }],
      [{ kind: "top-k", value: -1 }],
      [{ kind: "top-p", value: Number.POSITIVE_INFINITY }],
      [{ kind: "distribution", seed: -1 }],
      [{ kind: "distribution", seed: 2 ** 32 }],
      [{ kind: "penalties", vocabularySize, lastTokens: 3, repeat: 0 }],
      [{ kind: "logit-bias", vocabularySize, biases: [{ token: vocabularySize, bias: 1 }] }],
      [{ kind: "logit-bias", vocabularySize, biases: [{ token: 1, bias: Number.NaN }] }],
    ];
    for (const stages of wrong) expect(() => SamplerChain.create(stages)).toThrowError(refused);
  });

  it("may be freed twice, and throws on use after that", () => {
    const chain = SamplerChain.create([{ kind: "greedy" }]);
    chain[Symbol.dispose]();
    chain[Symbol.dispose]();
    const freed = expect.objectContaining({ code: "freed" });
    expect(() => chain.sample(context, 0)).toThrowError(freed);
    expect(() => chain.accept(1)).toThrowError(freed);
    expect(() => chain.reset()).toThrowError(freed);
    expect(() => chain.clone()).toThrowError(freed);
  });
});
