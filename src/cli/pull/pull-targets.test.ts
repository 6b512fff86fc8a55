import { describe, expect, it } from "vitest";
import { configSchema } from "../../config/index.ts";
import { pullTargets } from "./pull-targets.ts";

function ids(what: string | undefined, values: Record<string, unknown> = {}): string[] {
  return pullTargets(configSchema.parse({ home: "/h", ...values }), what).map(({ id }) => id);
}

describe("what `fourone pull` fetches", () => {
  it("is all that the configuration serves, each once", () => {
    expect(ids(undefined)).toEqual(["tinyllama-1.1b-chat"]);
    expect(ids(undefined, { profile: "laptop" })).toHaveLength(3);
  });

  it("is a profile, a served model, or any weights", () => {
    expect(ids("gpu-80gb")).toEqual(["qwen3.6-27b-q8_0", "qwen3.6-35b-a3b-ud-q4_k_xl", "qwen3.5-4b-q8_0"]);
    expect(ids("gpt-4.1-nano", { profile: "laptop" })).toEqual(["qwen3.5-0.8b-q8_0"]);
    expect(ids("qwen3-0.6b-q8_0")).toEqual(["qwen3-0.6b-q8_0"]);
    expect(ids("hf:a/b:Q4_0")[0]).toMatch(/^hf-a-b-q4_0-/);
  });

  it("is what embeddings are made with, too", () => {
    const embeddings = { "text-embedding-3-small": { weights: "qwen3-embedding-0.6b-q8_0" } };
    expect(ids(undefined, { embeddings })).toEqual(["tinyllama-1.1b-chat", "qwen3-embedding-0.6b-q8_0"]);
    expect(ids("text-embedding-3-small", { embeddings })).toEqual(["qwen3-embedding-0.6b-q8_0"]);
  });

  it("is nothing where the name means nothing", () => {
    expect(() => ids("gpt-5")).toThrow('there are no weights "gpt-5"');
  });
});
