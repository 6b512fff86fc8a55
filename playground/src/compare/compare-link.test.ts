import { describe, expect, it } from "vitest";
import { compareLink, comparisonOf } from "./compare-link.ts";

const read = (link: string) => comparisonOf(new URL(link, "http://localhost").searchParams);

describe("a link to a comparison", () => {
  it("opens what it was made for", () => {
    const asked = {
      models: ["gpt-4.1-nano", "ft:gpt-4.1-nano:a:b&c:d"],
      prompt: "1 + 1 = ?",
      instructions: "Ä",
    };
    expect(read(compareLink(asked))).toEqual(asked);
  });

  it("carries no text that is too long, and is none without models", () => {
    const models = ["gpt-4.1"];
    expect(read(compareLink({ models, prompt: "x".repeat(1_001) }))?.prompt).toBe("");
    expect(read("/compare?prompt=hello")).toBeUndefined();
  });
});
