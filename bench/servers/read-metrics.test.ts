import { describe, expect, it } from "vitest";
import { parseMetrics } from "./read-metrics.ts";

describe("parseMetrics", () => {
  it("sums a metric over its labels and passes over comments", () => {
    const text = [
      "# HELP fourone_engine_cells Tokens that the KV cache can hold.",
      "# TYPE fourone_engine_cells gauge",
      'fourone_engine_cells{engine="a b"} 2048',
      'fourone_engine_cells{engine="c"} 1e3',
      "process_start 5",
      "",
    ].join("\n");
    expect([...parseMetrics(text)]).toEqual([
      ["fourone_engine_cells", 3048],
      ["process_start", 5],
    ]);
  });
});
