import type { Repositories } from "../../../store/index.ts";
import { invalidRequest } from "../../errors/api-error.ts";
import { conversationNotFound, inputTooLong, malformedId, previousResponseNotFound } from "../errors.ts";
import type { ResponseItem } from "../items/item.ts";

/** What a request continues. */
export interface Continuation {
  readonly previousResponseId: string | undefined;
  readonly conversationId: string | undefined;
}

interface RequestedContinuation {
  readonly previous_response_id?: string | null | undefined;
  readonly conversation?: string | { readonly id: string } | null | undefined;
}

/** Throws an `ApiError` where a request names both, or something that is no id. */
export function continuationOf(request: RequestedContinuation): Continuation {
  const { previous_response_id, conversation } = request;
  const previousResponseId = previous_response_id ?? undefined;
  const conversationId = typeof conversation === "string" ? conversation : conversation?.id;
  if (previousResponseId !== undefined && conversationId !== undefined) {
    throw invalidRequest(
      "Mutually exclusive parameters: 'previous_response_id' and 'conversation'. Ensure you are only providing one of them.",
      "previous_response_id",
      "mutually_exclusive_parameters",
    );
  }
  requirePrefix("previous_response_id", previousResponseId, "resp");
  requirePrefix("conversation", conversationId, "conv");
  return { previousResponseId, conversationId };
}

function requirePrefix(param: string, id: string | undefined, prefix: string): void {
  if (id !== undefined && !id.startsWith(`${prefix}_`)) throw malformedId(param, id, prefix);
}

/** Everything that was said before, oldest first. Throws an `ApiError` where it cannot be had. */
export async function earlierItems(
  store: Repositories,
  project: string,
  { previousResponseId, conversationId }: Continuation,
): Promise<ResponseItem[]> {
  if (previousResponseId !== undefined) return chainItems(store, project, previousResponseId);
  if (conversationId !== undefined) return conversationItems(store, project, conversationId);
  return [];
}

async function chainItems(store: Repositories, project: string, id: string): Promise<ResponseItem[]> {
  const chain = await store.responses.chain(project, id);
  if (chain.kind === "missing") throw previousResponseNotFound(chain.responseId);
  if (chain.kind === "too-large") throw inputTooLong();
  const unfinished = chain.responses.find(({ status }) => status === "queued" || status === "in_progress");
  if (unfinished) throw previousResponseUnfinished(unfinished.id, unfinished.status);
  return asWritten(chain.items);
}

async function conversationItems(store: Repositories, project: string, id: string): Promise<ResponseItem[]> {
  const contents = await store.conversations.items.all(project, id);
  if (contents.kind === "missing") throw conversationNotFound(id, "conversation");
  if (contents.kind === "too-large") throw inputTooLong();
  return asWritten(contents.items);
}

/** Items are opaque to the store; it gives back what this API has put there. */
export function asWritten(items: readonly unknown[]): ResponseItem[] {
  return items as ResponseItem[];
}

function previousResponseUnfinished(id: string, status: string) {
  return invalidRequest(
    `Previous response with id '${id}' is not finished: its status is '${status}'. Retrieve it until it is, and try again.`,
    "previous_response_id",
    "previous_response_not_finished",
  );
}
