import type { TextEvent } from "../../inference/index.ts";
import type { Alongside } from "../../ledger/index.ts";
import type { CompletionHead } from "../chat-completions/completion-head.ts";
import { CompletionObject } from "../chat-completions/completion-object.ts";
import type { ChatCompletionRequest } from "../chat-completions/request-schema.ts";
import { toKeptMessage } from "./stored-completion-object.ts";

export interface KeptFor {
  readonly project: string;
  readonly requestId: string;
}

/** A completion that is stored when it is complete. */
export class KeptCompletion {
  readonly #head: CompletionHead;
  readonly #request: ChatCompletionRequest;
  readonly #for: KeptFor;
  readonly #completion: CompletionObject;

  constructor(head: CompletionHead, request: ChatCompletionRequest, keptFor: KeptFor) {
    this.#head = head;
    this.#request = request;
    this.#for = keptFor;
    this.#completion = new CompletionObject(head, request.n ?? 1);
  }

  observe(event: TextEvent): void {
    this.#completion.observe(event);
  }

  readonly store: Alongside = ({ completions }) => {
    const { id, model, created } = this.#head;
    return completions.create({
      id,
      projectId: this.#for.project,
      model,
      createdAt: created,
      metadata: this.#request.metadata ?? {},
      request: keptParameters(this.#request, this.#for.requestId),
      response: this.#completion.toWire(),
      messages: this.#request.messages.map(toKeptMessage),
    });
  };
}

function keptParameters(request: ChatCompletionRequest, requestId: string) {
  return {
    request_id: requestId,
    tool_choice: request.tool_choice ?? null,
    seed: request.seed ?? null,
    top_p: request.top_p ?? 1,
    temperature: request.temperature ?? 1,
    presence_penalty: request.presence_penalty ?? 0,
    frequency_penalty: request.frequency_penalty ?? 0,
    input_user: request.user ?? null,
    tools: request.tools ?? null,
    response_format: request.response_format ?? null,
  };
}
