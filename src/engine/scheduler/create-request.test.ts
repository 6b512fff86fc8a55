import { describe, expect, it } from "vitest";
import type { SampledToken } from "../generate-event.ts";
import { createRequest, type ResumedChoice } from "./create-request.ts";
import { request } from "./scheduler-world.ts";

const options = {
  contextLength: 100,
  vocabulary: { pieceBytes: (token: number) => Uint8Array.of(token), isEndOfGeneration: () => false },
  promptLookup: false,
};
const codes = (text: string) => Array.from(text, (letter) => letter.charCodeAt(0));
const sampled = (token: string): SampledToken => ({ token, bytes: [], logProbability: 0, alternatives: [] });
const create = (resumed: readonly ResumedChoice[], stop: readonly string[] = []) =>
  createRequest(request("a", { choices: resumed.length, stop }), [1, 2, 3], resumed, undefined, options);

describe("createRequest", () => {
  it("takes up choices where they were, and does not wait for those that ended", () => {
    const { sequences, openChoices } = create([
      { tokens: codes("xy"), ended: false },
      { tokens: codes("z"), ended: true },
    ]);
    expect(openChoices).toBe(1);
    expect(sequences.map(({ state }) => state)).toEqual(["waiting", "closed"]);
    expect(sequences.map(({ tokens }) => [...tokens.slice(0)])).toEqual([
      [1, 2, 3, ...codes("xy")],
      [1, 2, 3, ...codes("z")],
    ]);
  });

  it("has started where a token was said, or a choice ended without one", () => {
    const nothing = { tokens: [], ended: false };
    expect(create([nothing, nothing]).started).toBe(false);
    expect(create([nothing, { tokens: [65], ended: false }]).started).toBe(true);
    expect(create([nothing, { tokens: [], ended: true }]).started).toBe(true);
  });

  it("goes on with text that was held back, and with the log probabilities of it", () => {
    const { sequences } = create(
      [{ tokens: codes("ab<"), ended: false, unreported: [sampled("<")] }],
      ["<end>"],
    );
    const { text } = sequences[0]!;
    expect(text.push(Uint8Array.from(codes("c")), sampled("c"))).toEqual({
      text: "<c",
      sampled: [sampled("<"), sampled("c")],
      stopped: false,
    });
  });

  it("recognizes a stop string that began before", () => {
    const { sequences } = create([{ tokens: codes("ab<en"), ended: false }], ["<end>"]);
    expect(sequences[0]!.text.push(Uint8Array.from(codes("d>")))).toMatchObject({ text: "", stopped: true });
  });

  it("allows no more tokens than the context has left", () => {
    const { maximumTokens: _, ...unlimited } = request("a");
    expect(createRequest(unlimited, [1, 2, 3], [], undefined, options).maximumTokens).toBe(97);
    const modest = request("a", { maximumTokens: 5 });
    expect(createRequest(modest, [1, 2, 3], [], undefined, options).maximumTokens).toBe(5);
  });
});
