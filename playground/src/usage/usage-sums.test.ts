import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Bucket, UsageResult } from "./usage.ts";
import { chartOf, totalsOf } from "./usage-sums.ts";

const result = fc.record({
  model: fc.constantFrom("a", "b", "c", "d", "e", "f", "g", null),
  input_tokens: fc.nat(1_000),
  input_cached_tokens: fc.nat(1_000),
  output_tokens: fc.nat(1_000),
  num_model_requests: fc.nat(10),
});
const buckets = fc.array(
  fc.record({ start_time: fc.nat(), end_time: fc.nat(), results: fc.array(result) }),
) as fc.Arbitrary<Bucket<UsageResult>[]>;

describe("a chart of usage", () => {
  it("draws everything that was used, in at most five colours", () => {
    fc.assert(
      fc.property(buckets, (days) => {
        const { rows, series } = chartOf(days, "model", "tokens");
        const drawn = rows
          .flatMap(({ values }) => Object.values(values))
          .reduce((sum, value) => sum + value, 0);
        const { input, output } = totalsOf(days);
        expect(drawn).toBe(input + output);
        expect(series.length).toBeLessThanOrEqual(5);
        expect(rows).toHaveLength(days.length);
      }),
    );
  });

  it("has the largest series first, and names what has no name", () => {
    const day = {
      start_time: 0,
      end_time: 1,
      results: [
        { api_key_id: null, input_tokens: 1, output_tokens: 0, num_model_requests: 1 },
        { api_key_id: "key_1", input_tokens: 5, output_tokens: 0, num_model_requests: 1 },
      ],
    };
    expect(chartOf([day], "api_key_id", "input").series).toEqual(["key_1", "no key"]);
  });
});
