/**
 * Run as a process of its own, to be killed: a server over the database that the argument names.
 * Prints its URL. Its engine says the same to the same prompt, slowly.
 */
import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { openStore } from "../../../store/index.ts";
import { type Script, say } from "../../testing/scripted-engine.ts";
import { startTestServer } from "../../testing/test-server.ts";
import type { KillableOptions } from "./killable-server.ts";
import { restOf, saidTo } from "./said-to.ts";

const { database, clockOffset = 0, allowedHosts = [] } = JSON.parse(process.argv[2] ?? "") as KillableOptions;
const clock = { now: () => Date.now() + clockOffset, elapsed: () => performance.now() };
const store = await openStore({ kind: "sqlite", path: database }, { clock });
const { engine, url } = await startTestServer({
  store,
  clock,
  webhooks: { allowedHosts, pollMilliseconds: 50 },
  background: { leaseMilliseconds: 600, pollMilliseconds: 50, maximumRunning: 4 },
});

const slowly: Script = async function* (request, signal) {
  const prompt = request.prompt.map(({ text }) => text).join("");
  for await (const event of say(restOf(saidTo(prompt), request.prompt.at(-1)?.text ?? ""))(request, signal)) {
    await sleep(3);
    yield signal.aborted ? { type: "error", error: { code: "cancelled" } } : event;
    if (signal.aborted) return;
  }
};
engine.script = slowly;
writeSync(1, `${url}\n`);
