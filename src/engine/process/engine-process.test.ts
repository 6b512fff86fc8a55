import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tinyModelFile } from "../../../test/tiny-model/tiny-model-file.ts";
import type { EngineOptions } from "../engine-options.ts";
import { request } from "../tiny-engine.ts";
import { EngineProcess } from "./engine-process.ts";
import { LoadedWeights } from "./loaded-weights.ts";
import type { MessageFromEngine } from "./messages.ts";
import { openBlocks } from "./open-blocks.ts";

const options: EngineOptions = {
  weightsFile: tinyModelFile({ contextLength: 512 }),
  contextLength: 512,
  cells: 512,
  keyValueType: "f32",
  threads: 1,
};

describe("EngineProcess", () => {
  let weights: LoadedWeights;
  let engine: EngineProcess;
  let messages: MessageFromEngine[];
  let running: Promise<void>;

  beforeEach(async () => {
    weights = await LoadedWeights.load(options, () => {});
    messages = [];
    const send = (message: MessageFromEngine) => void messages.push(message);
    engine = new EngineProcess(weights, await openBlocks(options, () => {}), options, send, () =>
      performance.now(),
    );
    running = engine.run();
    messages.length = 0;
  });

  afterEach(async () => {
    engine.receive({ kind: "stop" });
    await running;
    weights[Symbol.dispose]();
  });

  const kinds = () => messages.map(({ kind }) => kind).filter((kind) => kind !== "metrics");
  const ended = (id: string) =>
    messages.some(
      (message) =>
        message.kind === "outputs" &&
        message.outputs.some(
          (output) => output.id === id && output.events.some(({ type }) => type === "end"),
        ),
    );

  it("says whose prompt it tokenizes before it does, should that be its end", async () => {
    const long = request("hello world ".repeat(10_000), { id: "long" });
    engine.receive({ kind: "generate", request: request("hello", { id: "short" }) });
    engine.receive({ kind: "generate", request: long });
    expect(messages).toEqual([
      { kind: "computing", ids: ["short"] },
      { kind: "computing", ids: ["short", "long"] },
    ]);
    await expect.poll(() => ended("short")).toBe(true);
  });

  it("says nothing of a request that was cancelled while its prompt was tokenized, but counts on", async () => {
    engine.receive({ kind: "generate", request: request("hello world ".repeat(10_000), { id: "a" }) });
    engine.receive({ kind: "cancel", id: "a" });
    const prompt = request("hello world ".repeat(10_000)).prompt;
    engine.receive({ kind: "count", id: 1, prompt });
    await expect.poll(kinds).toContain("counted");
    expect(kinds()).toEqual(["computing", "counted"]);
  });

  it("takes an id again that was cancelled a moment before", async () => {
    engine.receive({ kind: "generate", request: request("hello world ".repeat(10_000), { id: "a" }) });
    engine.receive({ kind: "cancel", id: "a" });
    engine.receive({ kind: "generate", request: request("hello", { id: "a" }) });
    await expect.poll(() => ended("a")).toBe(true);
    expect(kinds()).not.toContain("refused");
  });

  it("refuses what it does not know, and goes on", async () => {
    engine.receive({ kind: "generate", request: request("hello", { id: "a", adapter: "none" }) });
    engine.receive({ kind: "generate", request: request("hello", { id: "b" }) });
    await expect.poll(() => ended("b")).toBe(true);
    expect(messages).toContainEqual({
      kind: "refused",
      id: "a",
      error: { code: "unknown-adapter", adapter: "none" },
    });
  });
});
