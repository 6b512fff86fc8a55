import { describe, expect, it } from "vitest";
import type { GenerateEvent, SampledToken } from "../generate-event.ts";
import { EventQueue } from "./event-queue.ts";
import { choiceEnd } from "./simulated-child.ts";

const delta = (text: string, choice = 0): GenerateEvent => ({ type: "text-delta", choice, text });
const sampled = (token: string): SampledToken => ({ token, bytes: [], logProbability: 0, alternatives: [] });

async function drain(queue: EventQueue): Promise<GenerateEvent[]> {
  queue.push({ type: "end" });
  const events: GenerateEvent[] = [];
  for (let event = await queue.next(); event?.type !== "end"; event = await queue.next()) events.push(event!);
  return events;
}

describe("EventQueue", () => {
  it("hands each event to a reader that keeps up", async () => {
    const queue = new EventQueue();
    for (const text of ["a", "b"]) {
      const next = queue.next();
      queue.push(delta(text));
      expect(await next).toEqual(delta(text));
    }
  });

  it("joins the text of a choice for a reader that falls behind, also where choices take turns", async () => {
    const queue = new EventQueue();
    for (const text of "abcdef") {
      for (const choice of [0, 1, 2]) queue.push(delta(text + choice, choice));
    }
    const joined = [0, 1, 2].map((choice) =>
      delta([..."abcdef"].map((text) => text + choice).join(""), choice),
    );
    expect(await drain(queue)).toEqual(joined);
  });

  it("keeps the order of text and of what comes between", async () => {
    const queue = new EventQueue();
    for (const event of [delta("a"), delta("b", 1), choiceEnd(1), delta("c"), delta("d")]) queue.push(event);
    expect(await drain(queue)).toEqual([delta("a"), delta("b", 1), choiceEnd(1), delta("cd")]);
  });

  it("joins log probabilities with their text", async () => {
    const queue = new EventQueue();
    queue.push({ type: "text-delta", choice: 0, text: "a", sampled: [sampled("a")] });
    queue.push({ type: "text-delta", choice: 0, text: "bc", sampled: [sampled("b"), sampled("c")] });
    expect(await drain(queue)).toEqual([
      { type: "text-delta", choice: 0, text: "abc", sampled: ["a", "b", "c"].map(sampled) },
    ]);
  });

  it("keeps only the latest progress", async () => {
    const queue = new EventQueue();
    const progress = (computedTokens: number): GenerateEvent => ({
      type: "prefill-progress",
      promptTokens: 9,
      computedTokens,
      cachedTokens: 0,
    });
    queue.push(progress(1));
    queue.push(progress(2));
    queue.push(delta("a"));
    expect(await drain(queue)).toEqual([progress(2), delta("a")]);
  });

  it("ends at once when it is closed, whatever it holds, for a reader that waits and for one that comes", async () => {
    const queue = new EventQueue();
    const waiting = queue.next();
    queue.close();
    expect(await waiting).toBeUndefined();
    queue.push(delta("a"));
    expect(await queue.next()).toBeUndefined();
  });
});
