import { describe, expect, it } from "vitest";
import { InferenceFailure } from "../inference-error.ts";
import type { Tool } from "../tool.ts";
import { planTools } from "./tool-plan.ts";

const a: Tool = { kind: "function", name: "a", strict: true };
const b: Tool = { kind: "function", name: "b", strict: false };
const c: Tool = { kind: "custom", name: "c", format: { type: "text" } };
const tools = [a, b, c];

describe("planTools", () => {
  it("lets an answer call any tool or none under auto", () => {
    expect(planTools(tools, { mode: "auto" }, true)).toEqual({
      described: tools,
      callable: tools,
      required: false,
      parallel: true,
      named: false,
    });
  });

  it("describes and calls nothing under none, or without tools", () => {
    expect(planTools(tools, { mode: "none" }, true)).toMatchObject({ described: [], callable: [] });
    expect(planTools([], { mode: "auto" }, true)).toMatchObject({ described: [], callable: [] });
  });

  it("takes one call of the named tool, told by kind and name", () => {
    expect(planTools(tools, { mode: "named", tool: { kind: "custom", name: "c" } }, true)).toEqual({
      described: tools,
      callable: [c],
      required: true,
      parallel: false,
      named: true,
    });
  });

  it("narrows the tools without changing what the prompt describes", () => {
    const choice = { mode: "allowed", required: true, tools: [{ kind: "function", name: "b" }] } as const;
    expect(planTools(tools, choice, false)).toEqual({
      described: tools,
      callable: [b],
      required: true,
      parallel: false,
      named: false,
    });
  });

  it("refuses the name of a tool that is not there", () => {
    const choice = { mode: "named", tool: { kind: "custom", name: "b" } } as const;
    expect(() => planTools(tools, choice, true)).toThrow(InferenceFailure);
    expect(() => planTools([], choice, true)).toThrow(InferenceFailure);
    const asCustom = { mode: "named", tool: { kind: "custom", name: "a" } } as const;
    expect(() => planTools(tools, asCustom, true)).toThrow(InferenceFailure);
  });

  it("refuses two tools of one name, of whatever kind", () => {
    expect(() => planTools([a, { ...c, name: "a" }], { mode: "auto" }, true)).toThrow(InferenceFailure);
  });
});
