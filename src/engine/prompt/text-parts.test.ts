import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SpecialText } from "./special-text.ts";
import { textParts } from "./text-parts.ts";
import { textRuns } from "./text-runs.ts";

const special = (...texts: string[]) => new SpecialText(texts.map((text, token) => ({ token, text })));
const whole = (text: string) => ({ text, untrusted: [{ from: 0, to: text.length }] });

describe("textParts", () => {
  it("leaves no guarded spelling whole in which untrusted text has a share, and no text out", () => {
    const spellings = ["aba", "bab", "aa", "🙂a", "cab"];
    const guarded = special(...spellings);
    const piece = fc.record({
      trusted: fc.boolean(),
      text: fc.string({ unit: fc.constantFrom("a", "b", "c", "🙂"), maxLength: 8 }),
    });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 5 }), (segments) => {
        for (const run of textRuns(segments, special())) {
          if ("token" in run) throw new Error("there are no control tokens");
          const parts = [...textParts(run, guarded)];
          expect(parts.join("")).toBe(run.text);
          expect(parts.every((part) => part.isWellFormed())).toBe(true);
          let at = 0;
          for (const part of parts) {
            for (const spelling of spellings) {
              for (
                let index = part.indexOf(spelling);
                index >= 0;
                index = part.indexOf(spelling, index + 1)
              ) {
                const [from, to] = [at + index, at + index + spelling.length];
                expect(run.untrusted.some((range) => range.from < to && range.to > from)).toBe(false);
              }
            }
            at += part.length;
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("cuts nothing of the template's, also where user text stands beside it", () => {
    const run = { text: "x<a>y<a>z", untrusted: [{ from: 4, to: 5 }] };
    expect([...textParts(run, special("<a>"))]).toEqual([run.text]);
  });

  it("cuts a guarded spelling behind its first character, which may take two units", () => {
    expect([...textParts(whole("x🙂ay"), special("🙂a"))]).toEqual(["x🙂", "ay"]);
  });

  it("cuts long text before the space of a word, where there is one", () => {
    const parts = [...textParts(whole("word ".repeat(10_000)), special())];
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts.slice(1)) expect(part.startsWith(" word")).toBe(true);
    for (const part of parts) expect(part.length).toBeLessThanOrEqual(16_384);
  });

  it("cuts text without words anywhere, but never inside a character", () => {
    for (const text of ["x".repeat(50_000), "🙂".repeat(30_000), `x${"🙂".repeat(30_000)}`]) {
      const parts = [...textParts(whole(text), special())];
      expect(parts.join("")).toBe(text);
      for (const part of parts) {
        expect(part.isWellFormed()).toBe(true);
        expect(part.length).toBeLessThanOrEqual(16_384);
      }
    }
  });

  it("cuts a text that grows where it cut it before", () => {
    const text = Array.from({ length: 20_000 }, (_, index) => `word${index}`).join(" ");
    const before = [...textParts(whole(text.slice(0, 70_000)), special())];
    const after = [...textParts(whole(text), special())];
    expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
  });
});

describe("textRuns", () => {
  const runs = (control: SpecialText, ...segments: Array<readonly [trusted: boolean, text: string]>) =>
    [
      ...textRuns(
        segments.map(([trusted, text]) => ({ trusted, text })),
        control,
      ),
    ].map((run) => ("token" in run ? run.token : run));

  it("splits trusted text at control tokens and knows which text is not trusted", () => {
    expect(runs(special("<a>"), [true, "x<a>y"], [false, "<a>"], [true, "z<a>"])).toEqual([
      { text: "x", untrusted: [] },
      0,
      { text: "y<a>z", untrusted: [{ from: 1, to: 4 }] },
      0,
    ]);
  });

  it("reads control tokens from left to right, the longest first, and none inside another", () => {
    expect(runs(special("<<a", "<a>", "<<a>"), [true, "<<a><a>"])).toEqual([2, 1]);
    expect(runs(special("aa"), [true, "aaa"])).toEqual([0, { text: "a", untrusted: [] }]);
  });

  it("finds control tokens across trusted segments, not across a border of trust", () => {
    expect(runs(special("<a>"), [true, "<"], [true, ""], [true, "a>"])).toEqual([0]);
    expect(runs(special("<a>"), [true, "<"], [false, "a"], [true, ">"])).toEqual([
      { text: "<a>", untrusted: [{ from: 1, to: 2 }] },
    ]);
  });
});
