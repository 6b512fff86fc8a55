import { EmbeddingProcess } from "./embedding-process.ts";
import type { MessageFromEmbedder, MessageToEmbedder } from "./messages.ts";

/** Entry of the embedding process. Its parent sends `load` first; without a parent it has no purpose. */
const send = (message: MessageFromEmbedder) => {
  // Where it dies in the middle of a message, `disconnect` says what to do; the failed write is no news.
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
};

async function serve(first: MessageToEmbedder): Promise<void> {
  if (first.kind !== "load") throw new Error("the first message must be load");
  let embedding: EmbeddingProcess;
  try {
    embedding = await EmbeddingProcess.load(first.options, send);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    send({ kind: "load-failed", message });
    return;
  }
  process.on("message", (message: MessageToEmbedder) => {
    if (message.kind !== "load") embedding.receive(message);
  });
  await embedding.run();
}

process.once("message", (message: MessageToEmbedder) => {
  serve(message).catch((error: unknown) => {
    // The client starts a new process and asks again.
    console.error(error);
    process.exit(70);
  });
});
// The parent is gone, perhaps in the middle of a native call, for which an orderly exit would have to wait.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
// When to stop is for the parent to say.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
