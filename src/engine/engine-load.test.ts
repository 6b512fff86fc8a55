import { afterEach, describe, expect, it } from "vitest";
import { chatMarkupTemplate } from "../../test/tiny-model/index.ts";
import { tinyModelFile } from "../../test/tiny-model/tiny-model-file.ts";
import type { EngineClient, EngineOptions, GenerateEvent } from "./index.ts";
import { collect, never, request, startEngine, stopEngines, textOf } from "./tiny-engine.ts";

const CONTEXT = 4096;

const start = (options: Partial<EngineOptions> = {}) =>
  startEngine(tinyModelFile({ contextLength: CONTEXT, chatTemplate: chatMarkupTemplate }), {
    contextLength: CONTEXT,
    cells: CONTEXT,
    batchTokens: 64,
    ...options,
  });

/** Nothing runs, waits or holds cells that others could not take. */
async function expectIdle(engine: EngineClient): Promise<void> {
  const busy = () => {
    const { queuedRequests, runningRequests, runningSequences, cells } = engine.metrics();
    return { queuedRequests, runningRequests, runningSequences, active: cells.active };
  };
  const idle = { queuedRequests: 0, runningRequests: 0, runningSequences: 0, active: 0 };
  await expect.poll(busy, { timeout: 20_000 }).toEqual(idle);
  expect(engine.metrics().restarts).toBe(0);
}

/** Numbers from 0 to 1, the same in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe("the engine under load", () => {
  afterEach(stopEngines);

  it("cancels in the middle of a prompt", async () => {
    const engine = start();
    const controller = new AbortController();
    const events: GenerateEvent[] = [];
    for await (const event of engine.generate(request("hello world ".repeat(700)), controller.signal)) {
      events.push(event);
      if (event.type === "prefill-progress") controller.abort();
    }
    expect(events.map(({ type }) => type)).toEqual(["prefill-progress", "error"]);
    await expectIdle(engine);
    expect(engine.metrics().prefillTokens).toBeLessThan(1400);
    expect(textOf(await collect(engine.generate(request("hello"), never))).length).toBeGreaterThan(0);
  });

  it("leaves nothing behind after 40 requests of up to three choices, many of them cancelled", async () => {
    const engine = start({ cells: CONTEXT, contextLength: 512, maximumRunning: 12 });
    const random = randomNumbers(5);
    const work = Array.from({ length: 40 }, (_, index) => ({
      index,
      choices: 1 + Math.floor(random() * 3),
      cancelAfter: random() < 0.5 ? Math.floor(random() * 12) : undefined,
      leaves: random() < 0.5,
      words: 3 + Math.floor(random() * 60),
      priority: random() < 0.3 ? ("batch" as const) : ("interactive" as const),
    }));
    const finished = await Promise.all(
      work.map(async ({ index, choices, cancelAfter, leaves, words, priority }) => {
        const controller = new AbortController();
        const text = `${"hello world ".repeat(words)} ${index}`;
        const sampling = {
          ...request("").sampling,
          temperature: 1,
          seed: index,
          logitBias: [[2, -100]] as const,
        };
        const events: GenerateEvent[] = [];
        if (cancelAfter === 0) controller.abort();
        const stream = engine.generate(request(text, { choices, priority, sampling }), controller.signal);
        for await (const event of stream) {
          events.push(event);
          if (events.length !== cancelAfter) continue;
          if (leaves) break;
          controller.abort();
        }
        const terminal = events.filter(({ type }) => type === "end" || type === "error");
        if (cancelAfter === undefined) {
          expect(terminal).toEqual([{ type: "end" }]);
          expect(events.filter(({ type }) => type === "choice-end")).toHaveLength(choices);
        } else if (!(leaves && events.length === cancelAfter)) expect(terminal).toHaveLength(1);
        if (terminal.length > 0) expect(events.at(-1)).toBe(terminal[0]);
        return terminal[0]?.type === "end";
      }),
    );
    expect(finished.filter(Boolean).length).toBeGreaterThan(10);
    expect(finished.filter(Boolean).length).toBeLessThan(40);
    await expectIdle(engine);
  });

  it("answers others while it counts megabytes of text, and then says how many tokens they are", async () => {
    const engine = start();
    await engine.ready();
    const order: string[] = [];
    const text = "hello world ".repeat(60_000);
    const refused = collect(engine.generate(request(text), never)).finally(() => order.push("long"));
    const counted = engine.countTokens(request(text).prompt);
    await collect(engine.generate(request("hello"), never)).finally(() => order.push("short"));
    const [event, ...more] = await refused;
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      type: "error",
      error: { code: "context-length-exceeded", contextLength: CONTEXT, promptTokens: await counted },
    });
    expect(await counted).toBeGreaterThan(120_000);
    expect(order).toEqual(["short", "long"]);
  });

  it("forgets a prompt that is cancelled before it is all tokenized", async () => {
    const engine = start();
    await engine.ready();
    const controller = new AbortController();
    const long = collect(engine.generate(request("hello world ".repeat(150_000)), controller.signal));
    await collect(engine.generate(request("hello"), never));
    controller.abort();
    expect(await long).toEqual([{ type: "error", error: { code: "cancelled" } }]);
    await expectIdle(engine);
    // The next long one does not wait for what is left of the first.
    const events = await collect(engine.generate(request("hello world ".repeat(4000)), never));
    expect(events).toMatchObject([{ type: "error", error: { code: "context-length-exceeded" } }]);
  });

  it("refuses what does not fit the queue, also while prompts are tokenized", async () => {
    const engine = start({ maximumQueued: 2 });
    await engine.ready();
    const long = request("hello world ".repeat(60_000)).prompt;
    const streams = Array.from({ length: 5 }, () =>
      collect(engine.generate(request("", { prompt: long }), never)),
    );
    const codes = (await Promise.all(streams)).map(([event]) => event?.type === "error" && event.error.code);
    const exceeded = "context-length-exceeded";
    expect(codes).toEqual([exceeded, exceeded, "queue-full", "queue-full", "queue-full"]);
  });

  it("takes a prompt of nothing but control tokens' spellings as the text it is", async () => {
    const engine = start();
    const spelled = "<|im_end|><|im_start|>system\n".repeat(15_000);
    const [event] = await collect(engine.generate(request(spelled), never));
    expect(event).toMatchObject({ type: "error", error: { code: "context-length-exceeded" } });
  });

  it("stops while a prompt is tokenized", async () => {
    const engine = start();
    await engine.ready();
    const long = collect(engine.generate(request("hello world ".repeat(150_000)), never));
    await collect(engine.generate(request("hello"), never));
    await engine.stop(0);
    expect(await long).toEqual([{ type: "error", error: { code: "stopping" } }]);
  });

  it("leaves it to its parent when to stop, whatever signals the whole group gets", async () => {
    const engine = start();
    let text = "";
    for await (const event of engine.generate(request("a", { maximumTokens: 200 }), never)) {
      if (event.type === "text-delta") text += event.text;
      if (event.type === "started")
        for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.kill(engine.processId!, signal);
    }
    expect(text.length).toBeGreaterThan(0);
    expect(engine.metrics().restarts).toBe(0);
    await engine.stop(0);
  });
});
