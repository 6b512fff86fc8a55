import type {
  Distillation,
  HeldOutPrompt,
  JobLease,
  JsonObject,
  StoredFile,
  WrittenBlob,
} from "../../../../store/index.ts";
import type { ApiServices } from "../../../api-environment.ts";
import { newFile } from "../../../files/new-file.ts";
import type { UsableCompletion } from "../selection/read-completion.ts";
import { readPrompts, type SelectedPrompt } from "../selection/select-prompts.ts";
import type { DistillationContext } from "./distillation-context.ts";

/** Held-out prompts that go to the store together. */
const PROMPTS_AT_ONCE = 20;

/** A student that does not find its end is cut at so many times what the teacher took. */
const LONGEST_ANSWER = 4;
const SHORTEST_LIMIT = 256;

export interface WrittenLines {
  /** Nobody's yet. */
  readonly file: StoredFile;
  readonly blob: WrittenBlob;
  readonly lines: number;
}

export async function writeLines(
  what: "training" | "held-out",
  lines: AsyncIterable<string>,
  { id, projectId }: Distillation,
  services: ApiServices,
): Promise<WrittenLines> {
  let count = 0;
  async function* content() {
    for await (const line of lines) {
      count++;
      yield Buffer.from(`${line}\n`);
    }
  }
  const blob = await services.files.write(content());
  const filename = `${id}-${what}.jsonl`;
  const description = { projectId, purpose: "fine-tune", filename, bytes: blob.bytes } as const;
  return { file: newFile({ ...description, expiresAfterSeconds: undefined }, services), blob, lines: count };
}

export async function* learnedLines(
  { projectId }: Distillation,
  prompts: readonly SelectedPrompt[],
  { store }: ApiServices,
): AsyncGenerator<string> {
  for await (const { usable } of readPrompts(projectId, prompts, store)) yield usable.line;
}

/** Puts the prompts into the store as well, where their answers will be kept. */
export async function* heldOutLines(
  lease: JobLease,
  { id, projectId, request }: Distillation,
  prompts: readonly SelectedPrompt[],
  { services, options }: DistillationContext,
): AsyncGenerator<string> {
  const { store } = services;
  let position = 0;
  let waiting: HeldOutPrompt[] = [];
  const flush = async () => {
    const added = waiting;
    waiting = [];
    await store.transaction(async ({ jobs, distillations }) => {
      await jobs.renew(lease, options.leaseMilliseconds);
      await distillations.prompts.add(id, added);
    });
  };
  await store.distillations.prompts.clear(id);
  for await (const { usable, request: asked } of readPrompts(projectId, prompts, store)) {
    if (request.train) waiting.push(toHeldOut(position++, usable, asked));
    if (waiting.length === PROMPTS_AT_ONCE) await flush();
    yield usable.line;
  }
  await flush();
}

function toHeldOut(position: number, usable: UsableCompletion, asked: JsonObject): HeldOutPrompt {
  const { messages, tools, answer, inputTokens, outputTokens } = usable;
  return {
    position,
    request: {
      messages,
      ...(tools !== undefined && { tools }),
      ...(asked.tool_choice != null && { tool_choice: asked.tool_choice }),
      ...(asked.response_format != null && { response_format: asked.response_format }),
      temperature: 0,
      max_completion_tokens: Math.max(SHORTEST_LIMIT, LONGEST_ANSWER * outputTokens),
    },
    teacher: {
      message: answer,
      inputTokens,
      outputTokens,
      cutShort: false,
      exactMatch: true,
      tokenF1: 1,
    },
  };
}
