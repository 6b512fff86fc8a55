import { describe, expect, it } from "vitest";
import { readFixture } from "../prompt/fixtures/read-fixture.ts";
import { BARE_JSON, TAGGED_JSON } from "./call-syntax.ts";
import { nativeSyntax } from "./native-syntax.ts";
import { TAGGED_PARAMETERS } from "./xml-syntax.ts";

describe("nativeSyntax", () => {
  it.each([
    ["hermes", TAGGED_JSON],
    ["thinking", TAGGED_JSON],
    ["xml-calls", TAGGED_PARAMETERS],
    ["llama", BARE_JSON],
    ["zephyr", undefined],
    ["gemma", undefined],
  ] as const)("knows the calls of the %s kind of template", (name, syntax) => {
    expect(nativeSyntax(readFixture(name))).toBe(syntax);
  });

  it("knows whether a list of calls begins with a space", () => {
    expect(nativeSyntax(readFixture("mistral"))?.open).toBe("[TOOL_CALLS] [");
    expect(nativeSyntax("[TOOL_CALLS][{")?.open).toBe("[TOOL_CALLS][");
  });

  it("takes no other use of a familiar tag for one it knows", () => {
    expect(nativeSyntax("<tool_call>{{ name }}<arg_key>")).toBeUndefined();
    expect(nativeSyntax("[TOOL_CALLS]{{ name }}[ARGS]")).toBeUndefined();
  });
});
