import { describe, expect, it } from "vitest";
import { prefixKey } from "./prefix-key.ts";
import { splitLines } from "./split-lines.ts";

const chat = (system: string, user: string) => ({
  messages: [
    { role: "system", content: system },
    { role: "user", content: user },
  ],
});

/** The lines, numbered from 1, in the order in which they are done. */
const order = (bodies: readonly Record<string, unknown>[]) =>
  splitLines(bodies.map((body, n) => ({ line: n + 1, prefix: prefixKey(body) }))).flat();

describe("the order of a batch's lines", () => {
  it("brings requests on one system prompt together, however they are mixed in the file", () => {
    const prompts = ["You are a pirate. ".repeat(40), "You are a poet. ".repeat(40)];
    const bodies = Array.from({ length: 90 }, (_, n) => chat(prompts[n % 2]!, `Question ${n}`));
    const parities = order(bodies).map((line) => line % 2);
    expect(parities.filter((parity, n) => n > 0 && parity !== parities[n - 1])).toHaveLength(1);
  });

  it("keeps prompts apart that differ only behind a long common beginning", () => {
    const long = "The same long beginning of a system prompt, word for word. ".repeat(20);
    const bodies = Array.from({ length: 40 }, (_, n) => chat(`${long}${n % 4}`, `Question ${n}`));
    const groups = order(bodies).map((line) => (line - 1) % 4);
    expect(groups.filter((group, n) => n > 0 && group !== groups[n - 1])).toHaveLength(3);
  });

  it("follows instructions and input of the Responses API as well", () => {
    const bodies = Array.from({ length: 20 }, (_, n) => ({
      instructions: n % 2 === 0 ? "Be brief." : "Be verbose.",
      input: `Question ${n}`,
    }));
    const parities = order(bodies).map((line) => line % 2);
    expect(parities.filter((parity, n) => n > 0 && parity !== parities[n - 1])).toHaveLength(1);
  });

  it("makes jobs that hold each line once", () => {
    const bodies = Array.from({ length: 1_000 }, (_, n) => chat(`System ${n % 7}`, `Question ${n}`));
    const jobs = splitLines(bodies.map((body, n) => ({ line: n + 1, prefix: prefixKey(body) })));
    expect(Math.max(...jobs.map(({ length }) => length))).toBe(32);
    expect(jobs.flat().sort((left, right) => left - right)).toEqual(bodies.map((_, n) => n + 1));
  });
});
