import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { EngineOptions } from "../../src/engine/index.ts";
import { machineMemory, modelShape, planMemory, readGgufHeader } from "../../src/weights/index.ts";
import { tell } from "../progress.ts";
import { atMost, type Row } from "../report/row.ts";
import { failIfError, longRequest, never, startLongEngine, textOfTokens } from "./long-prompt.ts";

/**
 * One prompt that fills the context. The engine is killed when half of it is computed; the stream
 * goes on in the next process, from the blocks on disk.
 */
export async function resumeAfterKill(
  weightsFile: string,
  folder: string,
  tokens: number,
  threads: number,
): Promise<Row[]> {
  const plan = planMemory(modelShape([readGgufHeader(weightsFile)]), {
    memory: machineMemory([]),
    contextLength: tokens,
    kvType: "f16",
    gpuLayers: undefined,
    yarnFactor: 1,
    concurrentSequences: 4,
  });
  if (plan.kind !== "fits") throw new Error("the plan refuses this context");
  const options: EngineOptions = {
    weightsFile,
    contextLength: tokens,
    cells: plan.cells,
    sequences: plan.sequences,
    gpuLayers: plan.placement.gpuLayers,
    keyValueType: "f16",
    threads,
    maximumRunning: 4,
    cache: {
      memoryBytes: 8 * 2 ** 20,
      diskBytes: 2 ** 33,
      folder: join(folder, "cache"),
      fingerprint: "bench",
      defaultRetention: "24h",
    },
  };
  const engine = await startLongEngine(options);
  const text = await textOfTokens(engine, tokens - 64);
  const begun = performance.now();
  let killedAt: number | undefined;
  let resumedFrom: number | undefined;
  let promptTokens = 0;
  let resident = 0;
  for await (const event of engine.generate(longRequest(text), never)) {
    failIfError(event);
    if (event.type === "started") resident = await peakMemory(engine.processId);
    if (event.type !== "prefill-progress") continue;
    promptTokens = event.promptTokens;
    const share = event.computedTokens / promptTokens;
    if (Math.floor(share * 20) !== Math.floor(((event.computedTokens - 512) / promptTokens) * 20)) {
      tell(
        `long: ${Math.round(share * 100)} % of ${promptTokens} tokens after ${Math.round((performance.now() - begun) / 1000)} s`,
      );
    }
    if (killedAt === undefined && share >= 0.5) {
      killedAt = event.computedTokens;
      process.kill(engine.processId!, "SIGKILL");
    } else if (killedAt !== undefined) {
      resumedFrom ??= event.cachedTokens;
    }
  }
  const seconds = (performance.now() - begun) / 1000;
  await engine.stop(0);
  const recomputed = ((killedAt! - (resumedFrom ?? 0)) / promptTokens) * 100;
  return [
    { what: `prefill of ${promptTokens} tokens, killed at ${killedAt}`, unit: "s", subject: [seconds] },
    { what: "computed twice after kill -9", unit: "%", subject: [recomputed], target: atMost("value", 5) },
    {
      what: "memory: plan against the engine process's peak",
      unit: "%",
      subject: [Math.abs(plan.totalBytes / resident - 1) * 100],
      target: atMost("value", 5),
      note: `plan ${Math.round(plan.totalBytes / 2 ** 20)} MiB, measured ${Math.round(resident / 2 ** 20)} MiB`,
    },
  ];
}

async function peakMemory(processId: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${processId}/status`, "utf8");
  return Number(/^VmHWM:\s*(\d+)/m.exec(status)?.[1] ?? 0) * 1024;
}
