import { firstLines } from "../api/file-lines.ts";

/** Rows that are shown; a file may hold 50,000. */
export const SHOWN_RESULTS = 200;

/** One line of an output or error file. */
export interface BatchResult {
  readonly customId: string;
  readonly status: number | undefined;
  readonly answer: string;
  readonly tokens: number | undefined;
}

/** The first lines of an output or error file. The rest is not fetched. */
export async function readResults(fileId: string, signal: AbortSignal): Promise<readonly BatchResult[]> {
  return (await firstLines(fileId, SHOWN_RESULTS, signal)).map(toResult);
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
