import { requestJson } from "../api/request.ts";
import type { LogEntry } from "./log-entry.ts";

/** One thing that was said. */
export interface LogTurn {
  readonly key: string;
  readonly role: string;
  readonly text: string;
  readonly cut: boolean;
}

/** More than this is no longer read in a side sheet, and slow to lay out. */
const SHOWN_CHARACTERS = 20_000;

export function pathOf({ kind, id }: Pick<LogEntry, "kind" | "id">): string {
  return kind === "response" ? `/v1/responses/${id}` : `/v1/chat/completions/${id}`;
}

/** What was sent and answered, in order. */
export async function readLog(entry: LogEntry, signal: AbortSignal): Promise<readonly LogTurn[]> {
  return entry.kind === "response" ? readResponse(entry, signal) : readCompletion(entry, signal);
}

interface Message {
  readonly id?: string;
  readonly role?: string;
  readonly content?: string | null;
  readonly content_parts?: readonly Part[] | null;
  readonly refusal?: string | null;
  readonly tool_calls?: readonly unknown[];
}

interface Part {
  readonly type?: string;
  readonly text?: string;
  readonly refusal?: string;
}

async function readCompletion(entry: LogEntry, signal: AbortSignal): Promise<LogTurn[]> {
  const path = pathOf(entry);
  const [sent, completion] = await Promise.all([
    requestJson<{ data: readonly Message[] }>(`${path}/messages`, { signal, query: { limit: 100 } }),
    requestJson<{ choices: readonly { message: Message }[] }>(path, { signal }),
  ]);
  return [
    ...sent.data.map((message, index) =>
      turn(message.id ?? String(index), message.role ?? "?", wordsOf(message)),
    ),
    ...completion.choices.map(({ message }, index) => turn(`choice-${index}`, "assistant", wordsOf(message))),
  ];
}

function wordsOf({ content, content_parts, refusal, tool_calls }: Message): string {
  const parts = content_parts?.map(({ text, type }) => text ?? `(${type})`).join("\n");
  const calls = tool_calls?.map((call) => JSON.stringify(call, undefined, 2));
  return [content ?? parts ?? refusal, ...(calls ?? [])].filter((text) => text != null).join("\n");
}

interface Item {
  readonly id?: string;
  readonly type?: string;
  readonly role?: string;
  readonly content?: string | readonly Part[];
}

async function readResponse(entry: LogEntry, signal: AbortSignal): Promise<LogTurn[]> {
  const path = pathOf(entry);
  const [input, response] = await Promise.all([
    requestJson<{ data: readonly Item[] }>(`${path}/input_items`, {
      signal,
      query: { limit: 100, order: "asc" },
    }),
    requestJson<{
      output: readonly Item[];
      instructions?: string | null;
      error?: { message: string } | null;
    }>(path, {
      signal,
    }),
  ]);
  return [
    ...(typeof response.instructions === "string"
      ? [turn("instructions", "instructions", response.instructions)]
      : []),
    ...[...input.data, ...response.output].map((item, index) =>
      turn(item.id ?? String(index), item.role ?? item.type ?? "?", itemText(item)),
    ),
    ...(response.error ? [turn("error", "error", response.error.message)] : []),
  ];
}

function itemText(item: Item): string {
  const { content } = item;
  if (typeof content === "string") return content;
  if (content === undefined) return JSON.stringify(item, undefined, 2);
  return content.map(({ text, refusal, type }) => text ?? refusal ?? `(${type})`).join("\n");
}

function turn(key: string, role: string, text: string): LogTurn {
  return { key, role, text: text.slice(0, SHOWN_CHARACTERS), cut: text.length > SHOWN_CHARACTERS };
}
