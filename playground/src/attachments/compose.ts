import type { Attachment } from "./attachment.ts";
import { contentsOf } from "./compose-body.ts";
import type { ComposeRequest, ComposeResult } from "./compose-worker.ts";

/**
 * What to send for a body: itself, or its JSON with the files in their places, put together in a
 * worker so that the page stays responsive.
 */
export async function compose(
  body: unknown,
  attachments: readonly Attachment[],
  signal?: AbortSignal,
): Promise<unknown> {
  if (attachments.length === 0) return body;
  const worker = new Worker(new URL("./compose-worker.ts", import.meta.url), { type: "module" });
  try {
    const { promise, resolve, reject } = Promise.withResolvers<ComposeResult>();
    worker.onmessage = ({ data }: MessageEvent<ComposeResult>) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message || "The files could not be read."));
    signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    worker.postMessage({ body, contents: contentsOf(attachments) } satisfies ComposeRequest);
    const result = await promise;
    if ("error" in result) throw new Error(`The files could not be read: ${result.error}`);
    return result.blob;
  } finally {
    worker.terminate();
  }
}
