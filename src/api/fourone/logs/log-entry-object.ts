import { z } from "@hono/zod-openapi";
import type { LogEntry, Repositories } from "../../../store/index.ts";
import type { ResponseBody } from "../../responses/response-schema.ts";
import { toStoredCompletionObject } from "../../stored-completions/stored-completion-object.ts";
import { textOfCutJson } from "./cut-text.ts";

const PREVIEW_CHARACTERS = 400;

export const logEntryObject = z
  .object({
    id: z.string(),
    object: z.literal("fourone.log_entry"),
    kind: z.enum(["chat.completion", "response"]),
    created_at: z.int().openapi({ description: "Unix seconds." }),
    model: z.string(),
    status: z.string(),
    metadata: z.record(z.string(), z.string()),
    input_preview: z.string().nullable().openapi({ description: "How the last input begins." }),
    output_preview: z.string().nullable().openapi({ description: "How the answer begins." }),
    usage: z.object({ input_tokens: z.int(), cached_tokens: z.int(), output_tokens: z.int() }).nullable(),
  })
  .openapi("FouroneLogEntry");

type LogEntryObject = z.infer<typeof logEntryObject>;
type Answer = Pick<LogEntryObject, "metadata" | "output_preview" | "usage">;

/** Undefined where it was deleted since it was listed. */
export async function toLogEntryObject(
  entry: LogEntry,
  project: string,
  repositories: Repositories,
): Promise<LogEntryObject | undefined> {
  const answer =
    entry.kind === "completion"
      ? await completionAnswer(entry.id, project, repositories)
      : await responseAnswer(entry.id, project, repositories);
  if (answer === undefined) return undefined;
  const { id, createdAt, model, status, inputHead } = entry;
  return {
    id,
    object: "fourone.log_entry",
    kind: entry.kind === "completion" ? "chat.completion" : "response",
    created_at: createdAt,
    model,
    status,
    input_preview: inputHead === undefined ? null : preview(textOfCutJson(inputHead)),
    ...answer,
  };
}

async function completionAnswer(
  id: string,
  project: string,
  { completions }: Repositories,
): Promise<Answer | undefined> {
  const stored = await completions.get(project, id);
  if (stored === undefined) return undefined;
  const { choices, usage } = toStoredCompletionObject(stored);
  const message = choices[0]?.message;
  return {
    metadata: { ...stored.metadata },
    output_preview: preview(message?.content ?? message?.refusal ?? called(message?.tool_calls)),
    usage: usage
      ? {
          input_tokens: usage.prompt_tokens,
          cached_tokens: usage.prompt_tokens_details.cached_tokens,
          output_tokens: usage.completion_tokens,
        }
      : null,
  };
}

async function responseAnswer(
  id: string,
  project: string,
  { responses }: Repositories,
): Promise<Answer | undefined> {
  const stored = await responses.get(project, id);
  if (stored === undefined) return undefined;
  const { usage, metadata } = stored.body as unknown as Pick<ResponseBody, "usage" | "metadata">;
  return {
    metadata: { ...metadata },
    output_preview: preview(stored.output.map((item) => textOfCutJson(JSON.stringify(item))).find(Boolean)),
    usage: usage
      ? {
          input_tokens: usage.input_tokens,
          cached_tokens: usage.input_tokens_details.cached_tokens,
          output_tokens: usage.output_tokens,
        }
      : null,
  };
}

function called(calls: readonly unknown[] | undefined): string | undefined {
  return calls === undefined ? undefined : JSON.stringify(calls);
}

function preview(text: string | undefined): string | null {
  return text === undefined ? null : text.slice(0, PREVIEW_CHARACTERS).replace(/[\ud800-\udbff]$/, "");
}
