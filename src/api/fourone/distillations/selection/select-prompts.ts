import {
  type JsonObject,
  type Repositories,
  type StoredCompletion,
  type StoredCompletionQuery,
  StoreError,
} from "../../../../store/index.ts";
import { readCompletion, type Unusable, type UsableCompletion } from "./read-completion.ts";

/** Stored completions that one selection looks at. */
const MOST_LOOKED_AT = 200_000;
const AT_ONCE = 50;
/** More than a request may have. */
const MOST_MESSAGES = 4_096;

export interface PromptQuery {
  readonly projectId: string;
  /** The teacher's snapshot. */
  readonly teacher: string;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly createdAfter?: number | undefined;
  readonly createdBefore?: number | undefined;
  /** Prompts that are looked for. */
  readonly limit: number;
}

/** A prompt, by the newest answer to it. */
export interface SelectedPrompt {
  readonly key: string;
  readonly completionId: string;
  readonly createdAt: number;
  /** Of prompt and answer. */
  readonly tokens: number;
}

export interface SelectedPrompts {
  /** The newest first. */
  readonly prompts: readonly SelectedPrompt[];
  readonly matched: number;
  readonly unusable: Readonly<Record<Unusable, number>>;
  readonly duplicates: number;
}

/**
 * The prompts that there is something to learn from, each once. Only what identifies them is held: stored completions
 * together may be larger than memory.
 */
export async function selectPrompts(
  query: PromptQuery,
  { completions }: Pick<Repositories, "completions">,
  signal: AbortSignal,
): Promise<SelectedPrompts> {
  const unusable = { truncated: 0, refused: 0, not_text: 0, too_long: 0, unsupported: 0 };
  const prompts = new Map<string, SelectedPrompt>();
  let [matched, duplicates] = [0, 0];
  for await (const stored of newestFirst(query, completions)) {
    signal.throwIfAborted();
    if (prompts.size === query.limit || matched === MOST_LOOKED_AT) break;
    const usable = await readStored(stored, completions);
    if (usable === undefined) continue;
    matched++;
    if (typeof usable === "string") unusable[usable]++;
    else if (prompts.has(usable.key)) duplicates++;
    else {
      const { key, inputTokens, outputTokens } = usable;
      const { id: completionId, createdAt } = stored;
      prompts.set(key, { key, completionId, createdAt, tokens: inputTokens + outputTokens });
    }
  }
  return { prompts: [...prompts.values()], matched, unusable, duplicates };
}

/** What was selected, once more and in full. What was deleted meanwhile is left out. */
export async function* readPrompts(
  projectId: string,
  prompts: readonly SelectedPrompt[],
  { completions }: Pick<Repositories, "completions">,
): AsyncGenerator<{
  readonly prompt: SelectedPrompt;
  readonly usable: UsableCompletion;
  readonly request: JsonObject;
}> {
  for (const prompt of prompts) {
    const stored = await completions.get(projectId, prompt.completionId);
    if (stored === undefined) continue;
    const usable = await readStored(stored, completions);
    if (usable === undefined || typeof usable === "string") continue;
    yield { prompt, usable, request: stored.request };
  }
}

async function* newestFirst(
  { projectId, teacher: model, metadata, createdAfter, createdBefore }: PromptQuery,
  completions: Repositories["completions"],
): AsyncGenerator<StoredCompletion> {
  const filter: Omit<StoredCompletionQuery, "after"> = {
    model,
    metadata,
    createdAfter,
    createdBefore,
    order: "desc",
    limit: AT_ONCE,
  };
  for (let after: string | undefined; ; ) {
    const page = await completions.list(projectId, { ...filter, after }).catch((error: unknown) => {
      // What was last seen has expired, and with it all that is older.
      if (error instanceof StoreError && error.code === "cursor-not-found")
        return { data: [], hasMore: false };
      throw error;
    });
    yield* page.data;
    if (!page.hasMore) return;
    after = page.data.at(-1)!.id;
  }
}

/** Undefined where it was deleted since it was listed. */
async function readStored(
  stored: StoredCompletion,
  completions: Repositories["completions"],
): Promise<UsableCompletion | Unusable | undefined> {
  const query = { limit: MOST_MESSAGES, order: "asc" } as const;
  const messages = await completions.messages(stored.projectId, stored.id, query);
  return (
    messages &&
    readCompletion(
      stored,
      messages.data.map(({ message }) => message),
    )
  );
}
