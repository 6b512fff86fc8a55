import { setTimeout as delay } from "node:timers/promises";
import type { NewStoredCompletion, Store } from "../../src/store/index.ts";

export const TEACHER = "gpt-4.1-2025-04-14";

let made = 0;

/** What the teacher once answered, as it is stored. */
export const taught = (
  question: string,
  answer: string,
  changes: Partial<NewStoredCompletion> = {},
): NewStoredCompletion => {
  const id = `chatcmpl-${process.pid}-${++made}`;
  const message = { role: "assistant", content: answer, refusal: null, annotations: [] };
  return {
    id,
    projectId: "proj_default",
    model: TEACHER,
    createdAt: 1_750_000_000 + made,
    metadata: { task: "who" },
    request: { tools: null, tool_choice: null, response_format: null },
    response: {
      id,
      object: "chat.completion",
      choices: [{ index: 0, message, logprobs: null, finish_reason: "stop" }],
      usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    },
    messages: [{ role: "user", content: question }],
    ...changes,
  };
};

/** So many different ones. */
export async function teach(store: Store, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    await store.completions.create(taught(`who is ${n}`, `it is ${(n * 7) % 10}`));
  }
}

/** Of the API's distillation, what tests look at. */
export interface ShownDistillation {
  readonly id: string;
  readonly status: string;
  readonly counts: Record<string, unknown> | null;
  readonly answers: { readonly done: number; readonly total: number } | null;
  readonly training_file: string | null;
  readonly held_out_file: string | null;
  readonly fine_tuning_job: string | null;
  readonly fine_tuned_model: string | null;
  readonly comparison: {
    readonly prompts: number;
    readonly teacher: Record<string, number | null>;
    readonly before: Record<string, number | null>;
    readonly after: Record<string, number | null>;
    readonly samples: readonly unknown[];
  } | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** Asks the API of distillations at a base URL. */
export class DistillationApi {
  readonly #url: string;
  readonly #headers: Record<string, string>;

  constructor(baseUrl: string, headers: Record<string, string> = {}) {
    this.#url = `${baseUrl}/fourone/distillations`;
    this.#headers = { "content-type": "application/json", ...headers };
  }

  async ask<Body = ShownDistillation>(
    method: string,
    path: string,
    body?: object,
  ): Promise<{ readonly status: number; readonly body: Body }> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(this.#url + path, { method, headers: this.#headers, ...sent });
    return { status: response.status, body: (await response.json()) as Body };
  }

  async create(body: object): Promise<ShownDistillation> {
    const { status, body: created } = await this.ask("POST", "", body);
    if (status !== 200) throw new Error(JSON.stringify(created));
    return created;
  }

  /** As soon as it is so. */
  async until(id: string, is: (distillation: ShownDistillation) => boolean): Promise<ShownDistillation> {
    for (;;) {
      const { body } = await this.ask("GET", `/${id}`);
      if (is(body)) return body;
      if (body.status === "failed") throw new Error(JSON.stringify(body.error));
      await delay(20);
    }
  }
}
