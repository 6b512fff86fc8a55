import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import {
  type DistillationStatus,
  defaultProjectId,
  fullPermissions,
  issueKey,
  type KeyPermissions,
} from "../../../store/index.ts";
import { startTunedServer, type TunedServer } from "../../fine-tuning/testing/tuned-server.ts";
import { fail, say } from "../../testing/scripted-engine.ts";

const STUDENT = "gpt-4.1-nano-2025-04-14";
const TUNED = `ft:${STUDENT}:local::aaaaaaaa`;
const PATH = "/fourone/distillations";
const OVERFLOW = {
  code: "context-length-exceeded",
  contextLength: 9,
  promptTokens: 9,
  requestedTokens: 4,
} as const;
const QUICK = { batch: { pollMilliseconds: 20 } };

const started: TunedServer[] = [];
afterEach(async () => {
  for (const test of started.splice(0)) await test.close();
});

async function start(options: Parameters<typeof startTunedServer>[0] = {}): Promise<TunedServer> {
  const test = await startTunedServer({ ...QUICK, ...options });
  started.push(test);
  return test;
}

const answer = (content: string, outputTokens: number) => ({
  message: { role: "assistant", content },
  inputTokens: 10,
  outputTokens,
  cutShort: false,
  exactMatch: true,
  tokenF1: 1,
});

/** One whose training has left a model, and whose prompts are to be asked. */
async function compared({ store }: TunedServer, prompts: readonly string[]): Promise<string> {
  const id = "distill_1";
  const auto = { batchSize: "auto", learningRateMultiplier: "auto", epochs: "auto" } as const;
  const request = {
    teacher: "gpt-4.1",
    student: STUDENT,
    limit: 9,
    seed: 1,
    train: true,
    hyperparameters: auto,
  };
  const projectId = defaultProjectId;
  await store.distillations.create({ id, projectId, createdAt: 1, request });
  await store.distillations.prompts.add(
    id,
    prompts.map((content, position) => ({
      position,
      request: { messages: [{ role: "user", content }], temperature: 0, max_completion_tokens: 4 },
      teacher: answer("it is seven", 3),
    })),
  );
  const change = { status: "comparing", fineTunedModel: TUNED, fineTuningJobId: "ftjob-1" } as const;
  await store.distillations.change(projectId, id, change, ["preparing"]);
  const payload = { distillationId: id, task: "compare" };
  await store.jobs.enqueue({ id: `${id}/1`, projectId, queue: "distillations", payload, priority: 0 });
  return id;
}

async function ended({ store }: TunedServer, id: string, status: DistillationStatus) {
  for (;;) {
    const distillation = await store.distillations.get(defaultProjectId, id);
    if (distillation?.finishedAt === undefined) await delay(10);
    else {
      expect(distillation.status).toBe(status);
      return distillation;
    }
  }
}

describe("a comparison", () => {
  it("counts what agrees, what was cut and what failed, and costs what came", async () => {
    const test = await start();
    await test.addModel({ name: TUNED });
    test.engine.script = (request, signal) => {
      const asked = JSON.stringify(request);
      if (request.adapter !== undefined) return say(["it is", " seven"])(request, signal);
      if (asked.includes("hard")) return fail(OVERFLOW)(request, signal);
      return say(["seven", " or", " more", " it"], "length")(request, signal);
    };
    const { comparison } = await ended(test, await compared(test, ["easy", "hard"]), "succeeded");
    expect(comparison).toMatchObject({
      prompts: 2,
      teacher: { mean_output_tokens: 3 },
      before: { exact_match: 0, cut_short: 1, failed: 1, mean_output_tokens: 4, loss: null },
      after: { exact_match: 1, token_f1: 1, cut_short: 0, failed: 0, mean_output_tokens: 2 },
    });
    const { before, after } = comparison as Record<"before" | "after", Record<string, number>>;
    // Two of three words here and two of four there, and nothing of the other prompt.
    expect(before.token_f1).toBeCloseTo((2 * 2) / (3 + 4) / 2, 5);
    // 5 tokens at $0.10 and 4 at $0.40 a million, a thousand times.
    expect(before.cost_per_1k_answers).toBeCloseTo(0.0021, 9);
    expect(after.cost_per_1k_answers).toBeCloseTo(0.0013, 9);
    // Greedy and behind everybody else; what finds no room for its limit is asked once more without.
    const limited = test.engine.requests.filter(({ maximumTokens }) => maximumTokens === 4);
    expect([test.engine.requests.length, limited.length]).toEqual([5, 4]);
    for (const { priority, sampling } of test.engine.requests) {
      expect({ priority, temperature: sampling.temperature }).toEqual({ priority: "batch", temperature: 0 });
    }
  });

  it("waits for the server that serves the tuned model, and fails where that was deleted", async () => {
    const test = await start();
    const id = await compared(test, ["easy"]);
    const { error } = await ended(test, id, "failed");
    expect(error).toMatchObject({ code: "model_deleted" });
    expect(test.engine.requests).toEqual([]);
  });

  it("is left where it is cancelled, and what is at work is not kept", async () => {
    const test = await start();
    await test.addModel({ name: TUNED });
    const asked = Promise.withResolvers<void>();
    test.engine.script = async function* (request, signal) {
      asked.resolve();
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      yield* say(["late"])(request, signal);
    };
    const id = await compared(test, ["easy"]);
    await asked.promise;
    const { status } = await test.send(`${PATH}/${id}/cancel`, {});
    expect(status).toBe(200);
    await ended(test, id, "cancelled");
    await expect.poll(() => test.engine.cancelled).toBeGreaterThan(0);
    expect(await test.store.distillations.prompts.progress(id)).toEqual({ done: 0, total: 2 });
  });
});

describe("who may distill", () => {
  it("is who may read stored completions, write files, tune and ask the student", async () => {
    const test = await start({ apiKey: "master" });
    const now = Date.now();
    const actor = { kind: "session", userId: "u", address: undefined } as const;
    const ask = async (path: string, permissions: Partial<KeyPermissions>, body: object) => {
      const wanted = { ...fullPermissions, ...permissions };
      const key = { kind: "project", projectId: defaultProjectId, name: "k", permissions: wanted } as const;
      const { value } = await issueKey(test.store, key, { now, actor });
      return (await test.send(path, body, { authorization: `Bearer ${value}` })).status;
    };
    const body = { teacher: "gpt-4.1", student: "gpt-4.1-nano" };
    const files = { teacher: "gpt-4.1", train: false };
    const reading = ["api.fourone.write", "api.chat.completions.read"];
    const writing = [...reading, "api.files.write"];
    const whole = [...writing, "api.fine_tuning.write", "model.request"];
    expect(await ask(PATH, {}, body)).toBe(200);
    expect(await ask(PATH, { access: whole }, body)).toBe(200);
    expect(await ask(PATH, { access: writing }, files)).toBe(200);
    expect(await ask(`${PATH}/preview`, { access: reading }, { teacher: "gpt-4.1" })).toBe(200);
    expect(await ask(PATH, { access: "read-only" }, body)).toBe(401);
    expect(await ask(`${PATH}/preview`, { access: "read-only" }, { teacher: "gpt-4.1" })).toBe(401);
    expect(await ask(`${PATH}/preview`, { access: ["api.fourone.write"] }, { teacher: "gpt-4.1" })).toBe(401);
    expect(await ask(PATH, { access: reading }, files)).toBe(401);
    for (const missing of whole) {
      expect(await ask(PATH, { access: whole.filter((scope) => scope !== missing) }, body)).toBe(401);
    }
    expect(await ask(PATH, { models: ["gpt-4.1"] }, body)).toBe(403);
  });
});
