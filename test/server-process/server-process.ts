/**
 * Run as a process of its own, to be killed: a server with a real engine over what the argument names. Prints
 * `url …`, and `engine …` with the process id of every engine that it starts.
 */
import { writeSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { createServer } from "../../src/api/index.ts";
import { EngineClient } from "../../src/engine/index.ts";
import { ServedModels, TIERS, tierModel } from "../../src/inference/index.ts";
import { FileStorage, FolderBlobs, openStore } from "../../src/store/index.ts";
import type { ServerArguments } from "./killable-server.ts";

const { location, blobs, weights, ...options } = JSON.parse(process.argv[2] ?? "") as ServerArguments;
const lease = { leaseMilliseconds: 1_500, pollMilliseconds: 50 };
const store = await openStore(location);
const engine = new EngineClient({
  engine: { weightsFile: weights, contextLength: 512, cells: 4096, keyValueType: "f32", threads: 1 },
});
let told: number | undefined;
setInterval(() => {
  const { processId } = engine;
  if (engine.state !== "ready" || processId === told) return;
  told = processId;
  writeSync(1, `engine ${processId}\n`);
}, 5);
const server = createServer({
  models: new ServedModels(TIERS.map((tier) => tierModel(tier, { engine, contextLength: 512 }))),
  store,
  files: new FileStorage({ store, blobs: new FolderBlobs(blobs) }),
  host: "127.0.0.1",
  port: 0,
  version: "0.0.0-test",
  weightsIdentity: () => options.name ?? "tiny",
  log: pino({ level: options.isQuiet ? "silent" : "error" }, pino.destination(2)),
  rateLimits: options.rateLimits ?? {},
  fineTuning: {
    folder: join(blobs, "..", "fine-tuning"),
    weightsOf: () => ({ path: weights, sha256: "tiny", title: "Tiny" }),
    threads: 1,
    ...lease,
  },
  batch: { ...lease, concurrency: options.concurrency ?? 48 },
  background: lease,
});
await server.listen();
writeSync(1, `url ${server.url}\n`);
