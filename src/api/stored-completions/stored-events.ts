import type { TextEvent } from "../../inference/index.ts";
import type { Store } from "../../store/index.ts";
import { CompletionObject } from "../chat-completions/completion-object.ts";
import type { Generation } from "../chat-completions/generation.ts";
import type { ChatCompletionRequest } from "../chat-completions/request-schema.ts";
import { toKeptMessage } from "./stored-completion-object.ts";

export interface StoringOptions {
  readonly store: Store;
  readonly project: string;
  readonly requestId: string;
}

/** Passes events on, and keeps the whole completion before it tells of the end. */
export async function* storedEvents(
  { head, events }: Generation,
  request: ChatCompletionRequest,
  { store, project, requestId }: StoringOptions,
): AsyncGenerator<TextEvent, void> {
  const completion = new CompletionObject(head, request.n ?? 1);
  for await (const event of events) {
    if (event.type === "end") {
      await store.completions.create({
        id: head.id,
        projectId: project,
        model: head.model,
        createdAt: head.created,
        metadata: request.metadata ?? {},
        request: keptParameters(request, requestId),
        response: completion.toWire(),
        messages: request.messages.map(toKeptMessage),
      });
    } else if (event.type !== "error") {
      completion.observe(event);
    }
    yield event;
  }
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
