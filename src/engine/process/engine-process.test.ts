import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { tinyModelFile } from "../../../test/tiny-model/tiny-model-file.ts";
import { type Constraint, ConstraintError } from "../constraint/index.ts";
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
  let clock: () => number;

  beforeEach(async () => {
    weights = await LoadedWeights.load(options, () => {});
    messages = [];
    const send = (message: MessageFromEngine) => void messages.push(message);
    clock = () => performance.now();
    engine = new EngineProcess(weights, await openBlocks(options, () => {}), options, send, () => clock());
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

  it("waits a moment for requests that are sent together, and computes them together", async () => {
    let now = 0;
    clock = () => (now += 100); // every step seems to take long
    engine.receive({ kind: "generate", request: request("nothing was known before", { id: "first" }) });
    await expect.poll(() => ended("first")).toBe(true);
    clock = () => now; // time stands still
    messages.length = 0;
    for (const id of ["a", "b"]) {
      engine.receive({ kind: "generate", request: request(`${id} went on alone`, { id }) });
      await setTimeout(50);
    }
    expect(messages.filter(({ kind }) => kind === "outputs")).toEqual([]);
    now += 1000;
    await expect.poll(() => ended("a") && ended("b")).toBe(true);
    const begun = messages.find((message) => message.kind === "outputs");
    expect(begun?.outputs.map(({ id }) => id)).toEqual(["a", "b"]);
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

  describe("with a constraint that leads nowhere", () => {
    const free: Constraint = {
      mask: () => undefined,
      accept: () => true,
      rollback: () => {},
      isComplete: true,
      isTerminated: false,
      forcedText: () => "",
      [Symbol.dispose]: () => {},
    };
    const constrained = (id: string) =>
      request("hello", { id, choices: 2, constraint: { kind: "regex", pattern: "a" } });

    it.each<[string, Partial<Constraint>, string]>([
      ["allows no token", { mask: () => new Int32Array(32) }, "No token can follow what was said."],
      [
        "cannot be followed",
        {
          forcedText: () => {
            throw new ConstraintError("too deep");
          },
        },
        "too deep",
      ],
    ])("ends the request where it %s, and nothing else", async (_, changed, message) => {
      vi.spyOn(weights.compiler, "compile").mockResolvedValue({ start: () => ({ ...free, ...changed }) });
      engine.receive({ kind: "generate", request: request("hello", { id: "other", maximumTokens: 50 }) });
      engine.receive({ kind: "generate", request: constrained("lost") });
      await expect.poll(() => ended("other")).toBe(true);
      const events = messages.flatMap((each) =>
        each.kind === "outputs"
          ? each.outputs.filter(({ id }) => id === "lost").flatMap((output) => output.events)
          : [],
      );
      const error = { type: "error", error: { code: "invalid-constraint", message } };
      expect(events.filter(({ type }) => type === "error" || type === "end")).toEqual([error]);
      expect(events.at(-1)).toEqual(error);
    });

    it("says so where it cannot be compiled, and no more than is the client's to know of other troubles", async () => {
      const compile = vi.spyOn(weights.compiler, "compile");
      compile.mockRejectedValueOnce(new ConstraintError("no such character class"));
      engine.receive({ kind: "generate", request: constrained("a") });
      await expect.poll(kinds).toContain("refused");
      compile.mockRejectedValueOnce(new TypeError("cannot read /etc/secret"));
      const log = vi.spyOn(console, "error").mockImplementation(() => {});
      engine.receive({ kind: "generate", request: constrained("b") });
      await expect.poll(() => kinds().filter((kind) => kind === "refused")).toHaveLength(2);
      expect(messages.filter(({ kind }) => kind === "refused")).toEqual([
        {
          kind: "refused",
          id: "a",
          error: { code: "invalid-constraint", message: "no such character class" },
        },
        {
          kind: "refused",
          id: "b",
          error: { code: "crashed", message: expect.not.stringContaining("secret") },
        },
      ]);
      expect(log).toHaveBeenCalledOnce();
      log.mockRestore();
    });
  });
});
