import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SampledToken } from "../generate-event.ts";
import { type AssembledText, TextAssembler } from "./text-assembler.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

function sampledToken(index: number): SampledToken {
  return { token: `${index}`, bytes: [], logProbability: -index, alternatives: [] };
}

/** Pushes every piece with a log probability that carries its number, then ends the answer. */
function assemble(stops: readonly string[], pieces: readonly Uint8Array[]) {
  const assembler = new TextAssembler(stops);
  const results: AssembledText[] = [];
  for (const [index, piece] of pieces.entries()) {
    results.push(assembler.push(piece, sampledToken(index)));
    if (results.at(-1)!.stopped) break;
  }
  if (!results.at(-1)?.stopped) results.push(assembler.flush());
  return {
    results,
    text: results.map((result) => result.text).join(""),
    numbers: results.map((result) => result.sampled.map((sampled) => -sampled.logProbability)),
    stopped: results.some((result) => result.stopped),
  };
}

/** The whole decoded at once; an unfinished character at the end is no text. */
function decodeWhole(pieces: readonly Uint8Array[]): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Buffer.concat(pieces), { stream: true });
}

/** Up to the beginning of the stop string that is complete first. */
function cutAtStop(text: string, stops: readonly string[]): { text: string; stopped: boolean } {
  for (let end = 1; end <= text.length; end++) {
    const ending = stops.filter((stop) => stop.length > 0 && text.slice(0, end).endsWith(stop));
    if (ending.length === 0) continue;
    return { text: text.slice(0, end - Math.max(...ending.map((stop) => stop.length))), stopped: true };
  }
  return { text, stopped: false };
}

// Few letters, so that stop strings occur, overlap and almost occur.
const letters = fc.constantFrom("a", "b", "c", "é", "本", "🙂", "\u{feff}");
const stopString = fc.array(letters, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(""));
const someBytes = fc.oneof(
  { weight: 6, arbitrary: fc.array(letters, { maxLength: 8 }).map((parts) => [...bytesOf(parts.join(""))]) },
  { weight: 1, arbitrary: fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 4 }) },
);
const pieces = fc
  .record({ parts: fc.array(someBytes, { maxLength: 6 }), cuts: fc.array(fc.nat(80), { maxLength: 20 }) })
  .map(({ parts, cuts }) => {
    const bytes = Uint8Array.from(parts.flat());
    const places = [...new Set(cuts.filter((cut) => cut < bytes.length))].sort((a, b) => a - b);
    return [0, ...places].map((from, index) => bytes.slice(from, places[index] ?? bytes.length));
  });

describe("TextAssembler", () => {
  it("emits the text decoded at once, cut where the first stop string is complete, however bytes are split", () => {
    fc.assert(
      fc.property(fc.array(stopString, { maxLength: 3 }), pieces, (stops, split) => {
        const expected = cutAtStop(decodeWhole(split), stops);
        const { text, stopped } = assemble(stops, split);
        expect(text).toBe(expected.text);
        expect(stopped).toBe(expected.stopped);
      }),
      { numRuns: 2000 },
    );
  });

  it("emits whole characters only, and nothing that could still become part of a stop string", () => {
    fc.assert(
      fc.property(fc.array(stopString, { maxLength: 3 }), pieces, (stops, split) => {
        const assembler = new TextAssembler(stops);
        let emitted = "";
        for (const [index, piece] of split.entries()) {
          const { text, stopped } = assembler.push(piece);
          expect(text.isWellFormed()).toBe(true);
          emitted += text;
          if (stopped) return;
          const known = decodeWhole(split.slice(0, index + 1));
          for (let from = 0; from < emitted.length; from++)
            expect(stops.some((stop) => stop.startsWith(known.slice(from)))).toBe(false);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("holds back no more than it must", () => {
    fc.assert(
      fc.property(fc.array(stopString, { maxLength: 3 }), pieces, (stops, split) => {
        const assembler = new TextAssembler(stops);
        let emitted = "";
        for (const [index, piece] of split.entries()) {
          const { text, stopped } = assembler.push(piece);
          emitted += text;
          if (stopped) return;
          const held = decodeWhole(split.slice(0, index + 1)).slice(emitted.length);
          expect(held === "" || stops.some((stop) => stop.startsWith(held) && stop !== held)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("reports each token with the text that holds the last of it", () => {
    fc.assert(
      fc.property(fc.array(stopString, { maxLength: 2 }), pieces, (stops, split) => {
        const { results, numbers, text, stopped } = assemble(stops, split);
        // In order, none twice, and all of them where no stop string cut the answer.
        const flat = numbers.flat();
        expect(flat).toEqual(flat.map((_, index) => index));
        if (!stopped) expect(flat).toHaveLength(split.length);
        // Where a token's last character ends; one that is unfinished ends when it is finished.
        const ends = split.map((_, index) => {
          const known = Buffer.concat(split.slice(0, index + 1));
          const whole = decodeWhole([known]).length;
          return new TextDecoder("utf-8", { ignoreBOM: true }).decode(known).length > whole
            ? whole + 1
            : whole;
        });
        let emitted = 0;
        for (const [index, result] of results.entries()) {
          const before = emitted;
          emitted += result.text.length;
          for (const number of numbers[index]!) {
            const last = index === results.length - 1 && !stopped;
            expect(ends[number]! <= emitted || last).toBe(true);
            expect(ends[number]! > before || number === index || last).toBe(true);
          }
        }
        if (stopped) expect(flat).toHaveLength(ends.filter((end) => end <= text.length).length);
      }),
      { numRuns: 1000 },
    );
  });

  it("cuts a multi-byte character everywhere without showing a part of it", () => {
    for (const character of ["é", "本", "🙂"]) {
      const bytes = bytesOf(character);
      for (let cut = 1; cut < bytes.length; cut++) {
        const assembler = new TextAssembler([]);
        expect(assembler.push(bytes.subarray(0, cut), sampledToken(0))).toMatchObject({
          text: "",
          sampled: [],
        });
        const rest = assembler.push(bytes.subarray(cut), sampledToken(1));
        expect(rest.text).toBe(character);
        expect(rest.sampled).toHaveLength(2);
      }
    }
  });

  it("replaces bytes that are no UTF-8 and goes on", () => {
    const { text } = assemble([], [Uint8Array.of(0x61, 0xff, 0x62), Uint8Array.of(0xe6, 0x97), bytesOf("c")]);
    expect(text).toBe("a\ufffdb\ufffdc");
  });

  it("drops a character that the answer's end cuts in half, but reports its tokens", () => {
    const { text, numbers } = assemble([], [bytesOf("a"), bytesOf("🙂").subarray(0, 2)]);
    expect(text).toBe("a");
    expect(numbers.flat()).toEqual([0, 1]);
  });

  it("does not report a token whose character belongs to a stop string", () => {
    const smile = bytesOf("🙂");
    const { text, numbers } = assemble(["🙂"], [bytesOf("a"), smile.subarray(0, 2), smile.subarray(2)]);
    expect(text).toBe("a");
    expect(numbers.flat()).toEqual([0]);
  });

  it("stops at the same place whether overlapping stop strings come in one token or in many", () => {
    const stops = ["abcd", "bc"];
    expect(assemble(stops, [bytesOf("xabcd")])).toMatchObject({ text: "xa", stopped: true });
    expect(assemble(stops, [..."xabcd"].map(bytesOf))).toMatchObject({ text: "xa", stopped: true });
    expect(assemble(["bc", "abc"], [bytesOf("xabc")])).toMatchObject({ text: "x", stopped: true });
  });

  it("keeps a byte order mark, which is a character like any other here", () => {
    expect(assemble([], [bytesOf("\u{feff}a")]).text).toBe("\u{feff}a");
  });

  it("yields nothing more after a stop string", () => {
    const assembler = new TextAssembler(["stop"]);
    expect(assembler.push(bytesOf("a stop b"), sampledToken(0))).toMatchObject({ text: "a ", stopped: true });
    expect(assembler.push(bytesOf("more"), sampledToken(1))).toEqual({
      text: "",
      sampled: [],
      stopped: true,
    });
    expect(assembler.flush()).toEqual({ text: "", sampled: [], stopped: true });
  });

  it("ignores empty stop strings and halves of characters", () => {
    expect(assemble(["", "\ud83d", "\ude42"], [bytesOf("a🙂b")])).toMatchObject({
      text: "a🙂b",
      stopped: false,
    });
  });
});
