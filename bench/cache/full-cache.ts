import { performance } from "node:perf_hooks";
import { alternate } from "../alternate.ts";
import { ask, askInFull } from "../ask.ts";
import type { BenchSession, Part } from "../bench.ts";
import { decodeTokensPerSecond } from "../client/answer-timing.ts";
import { distinctText, storyRequest } from "../prompts/distinct-text.ts";
import { atLeast } from "../report/row.ts";
import { type BenchServer, findServer } from "../servers/bench-server.ts";
import { readMetrics } from "../servers/read-metrics.ts";
import { startFourone } from "../servers/start-fourone.ts";
import { warmUp } from "../warm-up.ts";

const TOKENS = 128;
const FILL_TOKENS = 1_500;
const FULL_SHARE = 0.9;
const FILL_MILLISECONDS = 60_000;

/** Nothing is kept once a request is done but what happens to lie in the cells of the KV cache. */
const CACHE_OFF = { FOURONE_CACHE_MEMORY: "0", FOURONE_CACHE_DISK: "0" };

/** Decode on the subject, its cache filled, beside a second Fourone with the cache off. */
export const measureFullCache: Part = async (session) => {
  const { subject, fourone, weightsFile, threads, rounds, random } = session;
  if (fourone === undefined || weightsFile === undefined) {
    return [
      {
        what: "decode, cache full against off",
        unit: "×",
        subject: [],
        target: atLeast("value", 0.98),
        note: "only where the bench starts Fourone itself, without --url",
      },
    ];
  }
  const share = await fill(session);
  const off = await startFourone({
    label: "Fourone without cache",
    threads,
    weightsFile,
    environment: CACHE_OFF,
  });
  try {
    const without = await findServer({ label: "cache off", url: off.url, model: subject.model });
    await warmUp(without);
    const { results } = await alternate({
      contestants: [subject, without],
      rounds,
      work: () => storyRequest(random),
      run: (server, prompt) => askInFull(server, { prompt, maximumTokens: TOKENS }),
    });
    const [full = [], none = []] = results.map((answers) => answers.map(decodeTokensPerSecond));
    const filled = `${(share * 100).toFixed(0)} % full`;
    return [
      { what: `decode, cache ${filled}`, unit: "tok/s", subject: full },
      { what: "decode, cache off", unit: "tok/s", subject: none },
      {
        what: `decode, cache ${filled} against off`,
        unit: "×",
        subject: full.map((rate, round) => rate / none[round]!),
        target: atLeast("value", 0.98),
      },
    ];
  } finally {
    await off.process.stop();
  }
};

/** Sends prompts that never come again until the cells hold little else, or the time is up. */
async function fill({ subject, random }: BenchSession): Promise<number> {
  const deadline = performance.now() + FILL_MILLISECONDS;
  let share = await cachedShare(subject);
  while (share < FULL_SHARE && performance.now() < deadline) {
    await ask(subject, { prompt: distinctText(random, FILL_TOKENS), maximumTokens: 1 });
    share = await cachedShare(subject);
  }
  return share;
}

async function cachedShare({ url }: BenchServer): Promise<number> {
  const metrics = await readMetrics(url);
  const cells = metrics.get("fourone_engine_cells") ?? 0;
  return cells === 0 ? 0 : (metrics.get("fourone_engine_cached_cells") ?? 0) / cells;
}
