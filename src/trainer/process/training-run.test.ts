import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { chatMarkupTemplate } from "../../../test/tiny-model/index.ts";
import { temporaryDirectory, tinyModelFile } from "../../../test/tiny-model/tiny-model-file.ts";
import { TrainingRun } from "../client/training-run.ts";
import type { TrainingEvent } from "./training-event.ts";
import type { TrainingJob } from "./training-job.ts";

const runs: TrainingRun[] = [];
afterEach(() => {
  for (const run of runs.splice(0)) run.stop();
});

function start(job: TrainingJob): TrainingRun {
  const run = new TrainingRun(job);
  runs.push(run);
  return run;
}

const example = (question: string, answer: string) =>
  JSON.stringify({
    messages: [
      { role: "user", content: question },
      { role: "assistant", content: answer },
    ],
  });

function jobOf(changes: Partial<TrainingJob> = {}): TrainingJob {
  const folder = mkdtempSync(path.join(temporaryDirectory(), "training-"));
  const file = path.join(folder, "training.jsonl");
  writeFileSync(
    file,
    Array.from({ length: 10 }, (_, n) => example(`who is ${n}`, `it is ${n * 7}`)).join("\n"),
  );
  return {
    weightsFile: tinyModelFile({ architecture: "qwen3", embedding: 128, chatTemplate: chatMarkupTemplate }),
    folder: path.join(folder, "job"),
    training: { path: file, id: "file-1" },
    validation: { path: file, id: "file-2" },
    method: { type: "supervised" },
    hyperparameters: { batchSize: 5, learningRateMultiplier: 10, epochs: 5 },
    seed: 1,
    rank: 4,
    alpha: 8,
    threads: 1,
    saveEverySeconds: 0,
    ...changes,
  };
}

async function finish(
  run: TrainingRun,
  onEvent: (event: TrainingEvent) => void = () => {},
): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = [];
  for await (const event of run) {
    events.push(event);
    onEvent(event);
  }
  return events;
}

const adapterOf = (events: readonly TrainingEvent[]) => {
  const last = events.at(-1);
  if (last?.type !== "finished") throw new Error(`ended with ${JSON.stringify(last)}`);
  return readFileSync(last.file);
};

describe("a training process", () => {
  it("tells what it does, keeps the adapters of three epochs, and ends with the last", async () => {
    const job = jobOf();
    const events = await finish(start(job));
    expect(events[0]).toMatchObject({
      type: "prepared",
      examples: 10,
      validationExamples: 10,
      totalSteps: 10,
      stepsDone: 0,
    });
    expect(events.filter(({ type }) => type === "step")).toHaveLength(10);
    expect(events.filter(({ type }) => type === "validation")).toHaveLength(5);
    expect(events.at(-1)).toMatchObject({
      type: "finished",
      steps: 10,
      file: path.join(job.folder, "checkpoint-10.gguf"),
    });
    expect(readdirSync(job.folder).sort()).toEqual([
      "checkpoint-10.gguf",
      "checkpoint-6.gguf",
      "checkpoint-8.gguf",
      "plan.json",
      "state.bin",
    ]);
    const losses = events.flatMap((event) => (event.type === "validation" ? [event.loss] : []));
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
  });

  it("ends with the same weights, bit for bit, however often it is killed", async () => {
    const undisturbed = adapterOf(await finish(start(jobOf())));
    const run = start(jobOf());
    let kills = 0;
    const events = await finish(run, (event) => {
      if (event.type !== "step" || kills === 5 || event.step <= kills) return;
      kills++;
      process.kill(run.processId!, "SIGKILL");
    });
    expect(kills).toBeGreaterThan(3);
    expect(events.filter(({ type }) => type === "prepared").length).toBeGreaterThan(3);
    expect(adapterOf(events).equals(undisturbed)).toBe(true);
  });

  it("tells the loss of the weights as they are before the first step, and trains no otherwise for it", async () => {
    const hyperparameters = { batchSize: 10, learningRateMultiplier: 10, epochs: 2 };
    const events = await finish(start(jobOf({ hyperparameters, validatesFirst: true })));
    const [, first, step] = events;
    // The same examples, before anything was learned.
    if (first?.type !== "validation" || step?.type !== "step") throw new Error(JSON.stringify(events));
    expect(first).toMatchObject({ step: 0, epoch: 0 });
    expect(first.loss).toBeCloseTo(step.loss, 4);
    expect(events.filter(({ type }) => type === "validation")).toHaveLength(3);
    expect(adapterOf(events).equals(adapterOf(await finish(start(jobOf({ hyperparameters })))))).toBe(true);
  });

  it("goes on where an earlier run was stopped, in its folder", async () => {
    const job = jobOf();
    const first = start(job);
    for await (const event of first) if (event.type === "step" && event.step === 4) first.stop();
    const events = await finish(start(job));
    const [prepared] = events;
    expect(prepared?.type === "prepared" && prepared.stepsDone).toBeGreaterThan(2);
    expect(adapterOf(events).equals(adapterOf(await finish(start(jobOf()))))).toBe(true);
  });

  it.each([3, 4])("suspended after step %i, loses nothing of what it has done", async (step) => {
    const job = jobOf({ saveEverySeconds: 1_000 });
    const first = start(job);
    const told = await finish(first, (event) => {
      if (event.type === "step" && event.step === step) first.suspend();
    });
    expect(told.at(-1)).toEqual({ type: "suspended" });
    const done = told.filter(({ type }) => type === "step").length;
    const events = await finish(start(job));
    expect(events[0]).toMatchObject({ type: "prepared", stepsDone: done });
    // Every epoch is told of, also one that was suspended at its very end.
    const epochs = [...told, ...events].flatMap((event) => (event.type === "checkpoint" ? [event.step] : []));
    expect([...new Set(epochs)]).toEqual([2, 4, 6, 8, 10]);
    expect(adapterOf(events).equals(adapterOf(await finish(start(jobOf()))))).toBe(true);
  });

  it("says that the disk is full, and leaves nothing half-written", async ({ skip }) => {
    const job = jobOf();
    mkdirSync(job.folder);
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", job.folder], { stdio: "ignore" });
    } catch {
      skip("a small disk takes rights that this process has not");
    }
    try {
      const events = await finish(start(job));
      expect(events.at(-1)).toEqual({
        type: "failed",
        error: {
          code: "disk-full",
          message: "What was trained could not be saved: the disk is full.",
        },
      });
      expect(readdirSync(job.folder)).toEqual(["plan.json"]);
    } finally {
      execFileSync("umount", [job.folder]);
    }
  });

  it("prefers the answers it was told to prefer", async () => {
    const file = path.join(mkdtempSync(path.join(temporaryDirectory(), "dpo-")), "pairs.jsonl");
    const pair = (n: number) =>
      JSON.stringify({
        input: { messages: [{ role: "user", content: `is ${n} large` }] },
        preferred_output: [{ role: "assistant", content: "yes it is" }],
        non_preferred_output: [{ role: "assistant", content: "who knows" }],
      });
    writeFileSync(file, Array.from({ length: 10 }, (_, n) => pair(n)).join("\n"));
    const { validation: _, ...job } = jobOf({
      training: { path: file, id: "f" },
      method: { type: "dpo", beta: "auto" },
    });
    const events = await finish(start(job));
    const losses = events.flatMap((event) => (event.type === "step" ? [event.loss] : []));
    expect(losses[0]).toBeCloseTo(Math.LN2, 3);
    expect(losses.at(-1)).toBeLessThan(0.4);
    expect(events[0]).toMatchObject({ type: "prepared", beta: 0.1 });
  });

  it("says which line the weights' template does not take", async () => {
    const job = jobOf();
    const chatTemplate = `{%- if messages|length > 4 %}{{ raise_exception('too many') }}{%- endif %}${chatMarkupTemplate}`;
    const messages = [
      { role: "user", content: "hi" },
      { role: "assistant", content: "hi" },
    ];
    const longer = JSON.stringify({ messages: [...messages, ...messages, ...messages] });
    const [first, ...lines] = readFileSync(job.training.path, "utf8").split("\n");
    writeFileSync(job.training.path, [first, "", longer, ...lines].join("\n"));
    const weightsFile = tinyModelFile({ architecture: "qwen3", embedding: 128, chatTemplate });
    const events = await finish(start({ ...job, weightsFile }));
    expect(events.at(-1)).toMatchObject({
      type: "failed",
      error: { code: "invalid_training_file", param: "training_file", line: 3 },
    });
  });

  it("pauses, goes on, and can be cancelled in between", async () => {
    const run = start(jobOf({ hyperparameters: { batchSize: 5, learningRateMultiplier: 1, epochs: 50 } }));
    const seen: string[] = [];
    await finish(run, (event) => {
      seen.push(event.type);
      if (event.type === "step" && event.step === 1) run.pause();
      if (event.type === "paused") run.resume();
      if (event.type === "resumed") run.yieldTo(true);
      if (event.type === "resumed") setTimeout(() => run.cancel(), 200);
    });
    expect(seen).toContain("paused");
    expect(seen).toContain("resumed");
    expect(seen.at(-1)).toBe("cancelled");
    expect(seen.filter((type) => type === "step").length).toBeLessThan(20);
  });

  it.each([
    ["a file of nine", { lines: 9 }, { code: "invalid_n_examples", param: "training_file" }],
    ["weights that cannot be trained", { architecture: "qwen35" }, { code: "unsupported-weights" }],
    ["no room", { memoryBudget: 1000 }, { code: "out-of-memory" }],
  ] as const)("fails with %s, and leaves nothing half-written", async (_, fault, error) => {
    const job = jobOf();
    if ("lines" in fault) {
      const lines = readFileSync(job.training.path, "utf8").split("\n").slice(0, fault.lines);
      writeFileSync(job.training.path, lines.join("\n"));
    }
    const changed: TrainingJob = {
      ...job,
      ...("memoryBudget" in fault && { memoryBudget: fault.memoryBudget }),
      ...("architecture" in fault && { weightsFile: tinyModelFile({ architecture: fault.architecture }) }),
    };
    const events = await finish(start(changed));
    expect(events.at(-1)).toMatchObject({ type: "failed", error });
    expect(existsSync(job.folder)).toBe(false);
  });
});
