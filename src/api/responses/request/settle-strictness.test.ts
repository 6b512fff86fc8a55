import { describe, expect, it } from "vitest";
import { settleStrictness } from "./settle-strictness.ts";
import type { RequestFunctionTool } from "./tool-schema.ts";

const open = { type: "object", properties: { a: { type: "string" } } };
const closed = { ...open, required: ["a"], additionalProperties: false };

function settled(tool: Partial<RequestFunctionTool>) {
  const [first] = settleStrictness({ tools: [{ type: "function", name: "f", ...tool }] }).tools ?? [];
  return first as RequestFunctionTool;
}

describe("a function that does not say whether it is strict", () => {
  it("becomes strict where its schema can", () => {
    expect(settled({ parameters: open })).toMatchObject({ parameters: closed, strict: true });
    expect(settled({ parameters: open, strict: null })).toMatchObject({ parameters: closed, strict: true });
  });

  it("stays as it is where its schema says more than strict ones can", () => {
    const map = { type: "object", additionalProperties: { type: "string" } };
    expect(settled({ parameters: map })).toMatchObject({ parameters: map, strict: false });
    expect(settled({})).toMatchObject({ strict: false });
  });
});

it("What says whether it is strict is left alone.", () => {
  expect(settled({ parameters: open, strict: false })).toMatchObject({ parameters: open, strict: false });
  expect(settled({ parameters: open, strict: true })).toMatchObject({ parameters: open, strict: true });
  expect(settleStrictness({ tools: null })).toEqual({ tools: null });
  const tools = [{ type: "custom" as const, name: "c" }];
  expect(settleStrictness({ tools }).tools).toEqual(tools);
});
