import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textOfCutJson } from "./cut-text.ts";

describe("the text in JSON that was cut off", () => {
  it("is a beginning of the text, wherever the cut fell", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat(), (text, cut) => {
        const json = JSON.stringify({ role: "user", content: text });
        const found = textOfCutJson(json.slice(0, cut % (json.length + 1))) ?? "";
        expect(text.startsWith(found)).toBe(true);
      }),
    );
  });

  it("is found in parts too, and nowhere where there is none", () => {
    const parts = [{ type: "input_text", text: "Hello" }];
    expect(textOfCutJson(JSON.stringify({ role: "user", content: parts }))).toBe("Hello");
    expect(textOfCutJson('{"role":"user","content":null')).toBeUndefined();
  });
});
