import type {
  Distillation,
  DistillationAnswer,
  DistillationSide,
  JobLease,
  JsonObject,
} from "../../../../store/index.ts";
import { askInternally, type InternalAnswer } from "../../../internal-request.ts";
import { keepTrying } from "../../../keep-trying.ts";
import type { ChatCompletionChoice } from "../chat-completion.ts";
import { agreementOf } from "../comparison/agreement.ts";
import type { DistillationContext } from "./distillation-context.ts";

export interface Question {
  readonly position: number;
  readonly side: DistillationSide;
  readonly model: string;
}

/**
 * Asks one model one prompt, and keeps the answer and what it used in one transaction with the lease; false where
 * nobody wants it any more. As with lines of batches, that does not wait for the disk.
 */
export async function answerPrompt(
  lease: JobLease,
  { id, projectId, request }: Distillation,
  { position, side, model }: Question,
  context: DistillationContext,
  signal: AbortSignal,
): Promise<boolean> {
  const { services, options, log } = context;
  const { store, models } = services;
  const prompt = await store.distillations.prompts.get(id, position);
  if (prompt === undefined) return false;
  const ask = (body: JsonObject) =>
    askInternally(
      {
        endpoint: "/v1/chat/completions",
        projectId,
        keyId: request.keyId,
        request: JSON.stringify({ ...body, model }),
      },
      context,
      signal,
    );
  const { max_completion_tokens: _, ...unlimited } = prompt.request;
  let answered = await ask(prompt.request);
  // The limit is more than a long prompt leaves of the context: then what is left is the limit.
  if (isTooLong(answered)) answered = await ask(unlimited);
  if (models.resolve(model) === undefined) throw new Error("A model of a comparison is not served any more.");
  const answer = toAnswer(answered, prompt.teacher.message ?? {});
  const keep = () =>
    store.transaction(async (repositories) => {
      const { jobs, distillations } = repositories;
      await jobs.renew(lease, options.leaseMilliseconds);
      const kept = await distillations.prompts.record(id, position, side, answer);
      if (kept) await answered.usage.keep(repositories);
      return kept;
    }, "soon");
  return keepTrying(keep, { log, what: "an answer that is compared", signal });
}

function isTooLong({ status, body }: InternalAnswer): boolean {
  if (status !== 400) return false;
  const { error } = JSON.parse(body) as { readonly error?: { readonly code?: unknown } };
  return error?.code === "context_length_exceeded";
}

function toAnswer({ status, body }: InternalAnswer, teacher: JsonObject): DistillationAnswer {
  const none = { inputTokens: 0, outputTokens: 0, cutShort: false, exactMatch: false, tokenF1: 0 };
  if (status >= 400) return none;
  const { choices, usage } = JSON.parse(body) as {
    readonly choices: readonly ChatCompletionChoice[];
    readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number };
  };
  const [choice] = choices;
  if (choice === undefined) return none;
  return {
    message: choice.message,
    inputTokens: usage.prompt_tokens,
    outputTokens: usage.completion_tokens,
    cutShort: choice.finish_reason === "length",
    ...agreementOf(teacher, choice.message),
  };
}
