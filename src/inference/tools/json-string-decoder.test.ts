import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonStringDecoder } from "./json-string-decoder.ts";

function escapeEverything(text: string): string {
  return [...text]
    .flatMap((character) => character.split(""))
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}

describe("JsonStringDecoder", () => {
  it.each([
    ["as JSON is usually written", (text: string) => JSON.stringify(text).slice(1, -1)],
    ["with every character escaped", escapeEverything],
  ])("decodes any text %s, one unit at a time", (_, encode) => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const decoder = new JsonStringDecoder();
        let decoded = "";
        for (const unit of `${encode(text)}"`.split("")) {
          const piece = decoder.read(unit, 0).text;
          decoded += piece;
          // Half a character is never given out where its other half may follow.
          if (text.isWellFormed() && encode === escapeEverything) expect(piece.isWellFormed()).toBe(true);
        }
        expect(decoded).toBe(text);
      }),
    );
  });

  it("tells where the string ends", () => {
    expect(new JsonStringDecoder().read('a\\"b" }', 0)).toEqual({ text: 'a"b', end: 5 });
  });
});
