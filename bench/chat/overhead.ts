import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { pino } from "pino";
import { createServer } from "../../src/api/index.ts";
import { EngineClient } from "../../src/engine/index.ts";
import { promptFormatOf, ServedModels, tierModel } from "../../src/inference/index.ts";
import { FileStorage, FolderBlobs, openStore } from "../../src/store/index.ts";
import { alternate } from "../alternate.ts";
import { askInFull } from "../ask.ts";
import type { Part } from "../bench.ts";
import { decodeTokensPerSecond, type TimedText } from "../client/answer-timing.ts";
import type { TextDelta } from "../client/streamed-answer.ts";
import { storyRequest } from "../prompts/distinct-text.ts";
import { atMost } from "../report/row.ts";

const TOKENS = 128;
const CONTEXT = 1024;
const MODEL = "gpt-4.1-nano";

/**
 * The same answers from the engine alone and through inference, API and HTTP, from one engine
 * process: two processes with the same weights differ by more than what is measured here. Server
 * and client share this process, so what the client costs is counted too.
 */
export const measureOverhead: Part = async ({ weightsFile, threads, rounds, random }) => {
  const what = `cost of the API a token, ${TOKENS} tokens`;
  if (weightsFile === undefined) {
    return [{ what, unit: "%", subject: [], target: atMost("value", 2), note: "needs --weights" }];
  }
  const engine = new EngineClient({
    engine: { weightsFile, contextLength: CONTEXT, cells: CONTEXT, keyValueType: "f16", threads },
  });
  const folder = await mkdtemp(join(tmpdir(), "fourone-bench-"));
  const store = await openStore({ kind: "sqlite", path: join(folder, "store.db") });
  const server = createServer({
    store,
    files: new FileStorage({ store, blobs: new FolderBlobs(join(folder, "blobs")) }),
    models: new ServedModels([tierModel(MODEL, { engine, contextLength: CONTEXT })]),
    host: "127.0.0.1",
    port: 0,
    version: "bench",
    weightsIdentity: () => "bench",
    log: pino({ enabled: false }),
  });
  try {
    await engine.ready();
    await server.listen();
    const http = { label: "API", url: server.url, model: MODEL, kind: "other" } as const;
    const { results } = await alternate<
      (prompt: string) => Promise<TimedText | undefined>,
      string,
      TimedText
    >({
      contestants: [
        (prompt) => generateDirectly(engine, prompt),
        (prompt) => askInFull(http, { prompt, maximumTokens: TOKENS }),
      ],
      rounds,
      work: () => storyRequest(random),
      run: (contestant, prompt) => contestant(prompt),
    });
    const [direct = [], through = []] = results.map((answers) => answers.map(decodeTokensPerSecond));
    const overhead = direct.map((rate, round) => (rate / through[round]! - 1) * 100);
    return [
      { what: "decode, the engine alone", unit: "tok/s", subject: direct },
      { what, unit: "%", subject: overhead, target: atMost("value", 2) },
    ];
  } finally {
    await server.close(0).catch(() => {});
    await engine.stop(0);
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
};

async function generateDirectly(engine: EngineClient, prompt: string): Promise<TimedText | undefined> {
  const format = await promptFormatOf(engine);
  const request = {
    id: randomUUID(),
    prompt: await format.render([{ role: "user", content: prompt }]),
    priority: "interactive",
    choices: 1,
    maximumTokens: TOKENS,
    sampling: { temperature: 0, topP: 1, seed: 1, frequencyPenalty: 0, presencePenalty: 0, logitBias: [] },
    stop: format.stop,
    cacheScope: "bench",
  } as const;
  const deltas: TextDelta[] = [];
  let answerTokens = 0;
  for await (const event of engine.generate(request, new AbortController().signal)) {
    if (event.type === "text-delta" && event.text !== "")
      deltas.push({ at: performance.now(), text: event.text });
    if (event.type === "choice-end") answerTokens = event.usage.completionTokens;
    if (event.type === "error") throw new Error(`the engine failed: ${event.error.code}`);
  }
  return answerTokens === TOKENS ? { deltas, answerTokens } : undefined;
}
