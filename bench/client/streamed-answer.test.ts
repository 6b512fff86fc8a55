import { describe, expect, it } from "vitest";
import { decodeTokensPerSecond, firstTokenMilliseconds, gapsMilliseconds } from "./answer-timing.ts";
import { readRecording } from "./streamed-answer.ts";

const chunk = (fields: object) => JSON.stringify({ choices: [], ...fields });
const delta = (content: string | null) =>
  chunk({ choices: [{ index: 0, delta: { role: "assistant", content } }] });
const finish = (reason: string) => chunk({ choices: [{ index: 0, delta: {}, finish_reason: reason }] });
const usage = (completion: number, rejected = 0) =>
  chunk({
    usage: {
      prompt_tokens: 9,
      completion_tokens: completion,
      prompt_tokens_details: { cached_tokens: 4 },
      completion_tokens_details: { accepted_prediction_tokens: 1, rejected_prediction_tokens: rejected },
    },
  });

const recording = (...events: [at: number, data: string][]) => ({
  sentAt: 100,
  endedAt: 900,
  events: events.map(([at, data]) => ({ at, data })),
});

describe("readRecording", () => {
  it("puts text, reason and usage together", () => {
    const answer = readRecording(
      recording(
        [200, delta("")],
        [200, delta("ab")],
        [300, delta("cd")],
        [300, finish("length")],
        [300, usage(5, 3)],
        [300, "[DONE]"],
      ),
    );
    expect(answer).toMatchObject({
      text: "abcd",
      finishReason: "length",
      promptTokens: 9,
      cachedTokens: 4,
      answerTokens: 2,
      acceptedPredictionTokens: 1,
      rejectedPredictionTokens: 3,
    });
  });

  it("does not take an opening chunk without text for the first token", () => {
    const answer = readRecording(
      recording([150, delta(null)], [250, delta("a")], [300, finish("stop")], [300, usage(1)]),
    );
    expect(firstTokenMilliseconds(answer)).toBe(150);
  });

  it("refuses a stream that broke off", () => {
    expect(() => readRecording(recording([200, delta("a")]))).toThrow("broke off");
    expect(() => readRecording(recording([200, delta("a")], [210, finish("stop")]))).toThrow("broke off");
  });

  it("passes on an error that came in the stream", () => {
    const error = JSON.stringify({ error: { message: "The engine is gone." } });
    expect(() => readRecording(recording([200, error]))).toThrow("The engine is gone.");
  });
});

describe("timings of an answer", () => {
  const timed = (tokens: number, ...deltas: [at: number, text: string][]) => ({
    answerTokens: tokens,
    deltas: deltas.map(([at, text]) => ({ at, text })),
  });

  it("counts the tokens after the first against the time after the first", () => {
    expect(
      decodeTokensPerSecond(timed(5, [0, "a"], [100, "b"], [200, "c"], [300, "d"], [400, "e"])),
    ).toBeCloseTo(10);
  });

  it("does not count what a first piece of several tokens already held", () => {
    expect(decodeTokensPerSecond(timed(8, [0, "aaaa"], [1000, "bbbb"]))).toBeCloseTo(4);
  });

  it("has no rate for an answer of one piece", () => {
    expect(() => decodeTokensPerSecond(timed(1, [0, "a"]))).toThrow("no rate");
    expect(() => decodeTokensPerSecond(timed(0))).toThrow("no rate");
  });

  it("measures the gaps between pieces", () => {
    expect(gapsMilliseconds(timed(3, [10, "a"], [15, "b"], [35, "c"]))).toEqual([5, 20]);
    expect(gapsMilliseconds(timed(1, [10, "a"]))).toEqual([]);
  });
});
