import { request } from "../api/request.ts";

/** Rows that are shown; a file may hold 50,000. */
export const SHOWN_RESULTS = 200;

/** Bytes that are read for them. */
const MOST_BYTES = 4_000_000;

/** One line of an output or error file. */
export interface BatchResult {
  readonly customId: string;
  readonly status: number | undefined;
  readonly answer: string;
  readonly tokens: number | undefined;
}

/** The first lines of an output or error file. The rest is not fetched. */
export async function readResults(fileId: string, signal: AbortSignal): Promise<readonly BatchResult[]> {
  const { body } = await request(`/v1/files/${encodeURIComponent(fileId)}/content`, { signal });
  if (body === null) return [];
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const results: BatchResult[] = [];
  let text = "";
  let read = 0;
  for (;;) {
    const { done, value = "" } = await reader.read();
    read += value.length;
    const lines = (text + value).split("\n");
    text = done ? "" : (lines.pop() ?? "");
    for (const line of lines) {
      if (line.trim() !== "" && results.length < SHOWN_RESULTS) results.push(toResult(line));
    }
    if (done) return results;
    if (results.length >= SHOWN_RESULTS || read > MOST_BYTES) {
      await reader.cancel();
      return results;
    }
  }
}

interface Line {
  readonly custom_id?: string;
  readonly error?: { readonly message?: string } | null;
  readonly response?: {
    readonly status_code?: number;
    readonly body?: {
      readonly error?: { readonly message?: string };
      readonly usage?: { readonly total_tokens?: number };
      readonly choices?: readonly { readonly message?: { readonly content?: string | null } }[];
      readonly output?: readonly { readonly content?: readonly { readonly text?: string }[] }[];
    };
  } | null;
}

function toResult(text: string): BatchResult {
  const { custom_id, response, error } = JSON.parse(text) as Line;
  const body = response?.body;
  const said =
    body?.choices?.[0]?.message?.content ??
    body?.output?.flatMap(({ content }) => content?.map((part) => part.text ?? "") ?? []).join("");
  return {
    customId: custom_id ?? "",
    status: response?.status_code,
    answer: error?.message ?? body?.error?.message ?? said ?? JSON.stringify(body ?? null),
    tokens: body?.usage?.total_tokens,
  };
}
