import type { ValidateRequest, ValidateResult } from "./validate-worker.ts";

/** A schema's patterns may take for ever on a text: then the worker is ended. */
const TIME_LIMIT_MILLISECONDS = 3_000;

export async function validateAnswer(request: ValidateRequest, signal: AbortSignal): Promise<ValidateResult> {
  const worker = new Worker(new URL("./validate-worker.ts", import.meta.url), { type: "module" });
  const { promise, resolve } = Promise.withResolvers<ValidateResult>();
  const timer = setTimeout(() => resolve({ error: "Checking took too long." }), TIME_LIMIT_MILLISECONDS);
  try {
    worker.onmessage = ({ data }: MessageEvent<ValidateResult>) => resolve(data);
    worker.onerror = (event) => resolve({ error: event.message || "Checking failed." });
    signal.addEventListener("abort", () => resolve({ error: "Cancelled." }), { once: true });
    worker.postMessage(request);
    return await promise;
  } finally {
    clearTimeout(timer);
    worker.terminate();
  }
}
