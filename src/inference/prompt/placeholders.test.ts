import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Placeholders } from "./placeholders.ts";

const join = (restored: { pieces: readonly { text: string }[] } | undefined) =>
  restored?.pieces.map((piece) => piece.text).join("");

describe("Placeholders", () => {
  it("give back any text where its stand-in stood", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { maxLength: 8 }), (texts) => {
        const placeholders = new Placeholders();
        const rendered = texts.map((text) => `[${placeholders.mask(text)}]`).join("");
        const restored = placeholders.restore(rendered);
        expect(join(restored)).toBe(texts.map((text) => `[${text}]`).join(""));
        expect(restored?.whole).toBe(true);
      }),
    );
  });

  it("keep everything but white space at the edges from the template", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const masked = new Placeholders().mask(text);
        expect(["", "\u00010\u2063"]).toContain(masked.trim());
        expect(masked.trim() === "").toBe(text.trim() === "");
      }),
    );
  });

  it("escape a text as often as the template escaped its stand-in", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 4 }), (text, times) => {
        const placeholders = new Placeholders();
        let rendered = placeholders.mask(text);
        let expected = text;
        for (let time = 0; time < times; time++) {
          rendered = JSON.stringify(rendered);
          expected = JSON.stringify(expected);
        }
        expect(join(placeholders.restore(rendered))).toBe(expected);
      }),
    );
  });

  it("write ASCII where the template asked for it", () => {
    const placeholders = new Placeholders();
    placeholders.mask("Grüße 👋");
    expect(join(placeholders.restore('"\\u00010\\u2063"'))).toBe('"Gr\\u00fc\\u00dfe \\ud83d\\udc4b"');
  });

  it("mark texts as untrusted and the template's own words as trusted", () => {
    const placeholders = new Placeholders();
    const rendered = `a${placeholders.mask(" b ")}c`;
    expect(placeholders.restore(rendered)?.pieces).toEqual([
      { trusted: true, text: "a " },
      { trusted: false, text: "b" },
      { trusted: true, text: " c" },
    ]);
  });

  it("notice a text that was left out, unless it may be", () => {
    const placeholders = new Placeholders();
    const needed = placeholders.mask("needed");
    placeholders.maskOptional("optional");
    expect(placeholders.restore("nothing")?.whole).toBe(false);
    expect(placeholders.restore(needed)?.whole).toBe(true);
  });

  it("refuse a rendering in which a stand-in was cut, or one that was never given", () => {
    const placeholders = new Placeholders();
    const masked = placeholders.mask("text");
    expect(placeholders.restore(masked.slice(0, -1))).toBeUndefined();
    expect(placeholders.restore(masked.slice(1))).toBeUndefined();
    expect(placeholders.restore("\u00017\u2063")).toBeUndefined();
  });

  it("do not repeat a text without end", () => {
    const placeholders = new Placeholders();
    const masked = placeholders.mask("x".repeat(1_000_000));
    expect(placeholders.restore(masked.repeat(1_000))).toBeUndefined();
  });
});
