import { EngineProcess } from "./engine-process.ts";
import { LoadedWeights } from "./loaded-weights.ts";
import type { MessageFromEngine, MessageToEngine } from "./messages.ts";
import { openBlocks } from "./open-blocks.ts";

/** Entry of the engine process. Its parent sends `load` first; without a parent it has no purpose. */
const send = (message: MessageFromEngine) => {
  // Where it dies in the middle of a message, `disconnect` says what to do; the failed write is no news.
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
};

async function serve(first: MessageToEngine): Promise<void> {
  if (first.kind !== "load") throw new Error("the first message must be load");
  const { options } = first;
  let weights: LoadedWeights;
  try {
    weights = await LoadedWeights.load(options, (fraction) => send({ kind: "load-progress", fraction }));
  } catch (error) {
    send({ kind: "load-failed", message: error instanceof Error ? error.message : String(error) });
    leave();
    return;
  }
  const blocks = await openBlocks(options, (message) => console.error(message));
  const engine = new EngineProcess(weights, blocks, options, send, () => performance.now());
  process.on("message", (message: MessageToEngine) => {
    if (message.kind !== "load") engine.receive(message);
  });
  send({ kind: "ready", description: weights.description });
  await engine.run();
  weights[Symbol.dispose]();
  leave();
}

/** Lets the event loop run dry. */
function leave(): void {
  process.off("disconnect", orphaned);
  process.disconnect();
}

/** The parent is gone, perhaps in the middle of a native call, for which an orderly exit would have to wait. */
function orphaned(): void {
  process.kill(process.pid, "SIGKILL");
}

process.once("message", (message: MessageToEngine) => {
  serve(message).catch((error: unknown) => {
    // The state of the step that failed is unknown. The client starts a new process and replays.
    console.error(error);
    process.exit(70);
  });
});
process.on("disconnect", orphaned);
// Interrupts at the terminal and the service manager's request to stop reach every process of the
// server; when to stop is for the parent to say, which may want to let answers finish.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
