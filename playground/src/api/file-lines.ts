import { request } from "./request.ts";

/** Bytes of a file that are read for its first lines. */
const MOST_BYTES = 4_000_000;

/** The first lines of a file, without the empty ones. The rest is not fetched. */
export async function firstLines(
  fileId: string,
  count: number,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { body } = await request(`/v1/files/${encodeURIComponent(fileId)}/content`, { signal });
  if (body === null) return [];
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const found: string[] = [];
  let text = "";
  let read = 0;
  for (;;) {
    const { done, value = "" } = await reader.read();
    read += value.length;
    const lines = (text + value).split("\n");
    text = done ? "" : (lines.pop() ?? "");
    found.push(...lines.filter((line) => line.trim() !== ""));
    if (done) return found.slice(0, count);
    if (found.length >= count || read > MOST_BYTES) {
      await reader.cancel();
      return found.slice(0, count);
    }
  }
}
