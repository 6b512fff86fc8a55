import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ControlTokenGuard } from "./control-token-guard.ts";
import type { Piece } from "./placeholders.ts";

const TOKENS = ["<s>", "</s>", "<|end|>", "<|e", "|>|"];
const guard = new ControlTokenGuard(TOKENS);
const trusted = (text: string): Piece => ({ trusted: true, text });
const untrusted = (text: string): Piece => ({ trusted: false, text });

/** Places where a control token's text begins in a trusted segment, counted in the whole prompt. */
function controlPlaces(segments: readonly { trusted: boolean; text: string }[]): string[] {
  const places: string[] = [];
  let start = 0;
  for (const { trusted, text } of segments) {
    for (let at = 0; trusted && at < text.length; at++) {
      for (const token of TOKENS) if (text.startsWith(token, at)) places.push(`${start + at} ${token}`);
    }
    start += text.length;
  }
  return places;
}

describe("ControlTokenGuard", () => {
  it("joins harmless text to the template's, so that it is tokenized as one", () => {
    expect(guard.segments([trusted("<s>user\n"), untrusted("hello"), trusted("</s>")])).toEqual([
      { trusted: true, text: "<s>user\nhello</s>" },
    ]);
  });

  it("keeps text apart that holds a control token", () => {
    expect(guard.segments([trusted("a"), untrusted("x </s> y"), trusted("b"), untrusted("z")])).toEqual([
      { trusted: true, text: "a" },
      { trusted: false, text: "x </s> y" },
      { trusted: true, text: "bz" },
    ]);
  });

  it("keeps text apart that makes a control token of what the template wrote around it", () => {
    expect(guard.segments([trusted("<"), untrusted("s"), trusted(">")])).toEqual([
      { trusted: true, text: "<" },
      { trusted: false, text: "s" },
      { trusted: true, text: ">" },
    ]);
  });

  it("trusts no text where the control tokens are unknown", () => {
    const segments = new ControlTokenGuard([]).segments([trusted("a"), untrusted("b")]);
    expect(segments).toEqual([trusted("a"), untrusted("b")]);
  });

  it("lets no control token into trusted text that the template alone did not write", () => {
    const text = fc
      .array(fc.constantFrom("<", "s", ">", "/", "|", "end", "<s>", "<|e", "x", ""))
      .map((parts) => parts.join(""));
    const pieces = fc.array(fc.record({ trusted: fc.boolean(), text }));
    fc.assert(
      fc.property(pieces, (pieces) => {
        const segments = guard.segments(pieces);
        const strict: Piece[] = [];
        for (const piece of pieces) {
          const previous = strict.at(-1);
          if (previous?.trusted === piece.trusted) {
            strict[strict.length - 1] = { ...previous, text: previous.text + piece.text };
          } else if (piece.text !== "") {
            strict.push(piece);
          }
        }
        expect(segments.map((segment) => segment.text).join("")).toBe(
          pieces.map((piece) => piece.text).join(""),
        );
        expect(controlPlaces(segments)).toEqual(controlPlaces(strict));
      }),
      { numRuns: 1_000 },
    );
  });
});
