/**
 * Run as a process of its own, to be killed: a server over the database whose path is the argument.
 * Prints its URL. Its engine says the same to the same prompt, slowly.
 */
import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { openStore } from "../../../store/index.ts";
import { type Script, say } from "../../testing/scripted-engine.ts";
import { startTestServer } from "../../testing/test-server.ts";
import { restOf, saidTo } from "./said-to.ts";

const [path = ""] = process.argv.slice(2);
const store = await openStore({ kind: "sqlite", path });
const { engine, url } = await startTestServer({
  store,
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
