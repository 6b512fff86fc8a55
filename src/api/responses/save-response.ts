import { type Repositories, StoreError, type UsageOutcome } from "../../store/index.ts";
import { ApiError } from "../errors/api-error.ts";
import type { RequestUsage } from "../metering/request-usage.ts";
import type { ResponseItem } from "./items/item.ts";
import type { PreparedResponse } from "./prepare-response.ts";
import type { ResponseBody } from "./response-schema.ts";

/** Keeps a response that has come to its end, what it used, and what it adds to its conversation. */
export async function saveResponse(
  usage: RequestUsage,
  prepared: PreparedResponse,
  response: ResponseBody,
): Promise<void> {
  const outcome = outcomeOf(response);
  if (!response.store && response.conversation === undefined) return usage.settle(outcome);
  await usage.settle(outcome, async (repositories) => {
    if (response.store) {
      await repositories.responses.create({
        id: response.id,
        projectId: prepared.project,
        status: response.status,
        background: response.background,
        createdAt: response.created_at,
        previousResponseId: response.previous_response_id ?? undefined,
        conversationId: response.conversation?.id,
        body: { ...response, output: [] },
        input: prepared.input,
        output: asStored(response.output),
      });
    }
    await extendConversation(repositories, prepared, response);
  });
}

export function outcomeOf({ status }: ResponseBody): UsageOutcome {
  return status === "failed" ? "failed" : "completed";
}

/** The types say the same; only the compiler cannot see it through the schema. */
export function asStored(output: ResponseBody["output"]): readonly ResponseItem[] {
  return output as readonly ResponseItem[];
}

/** An answer that failed is no part of its conversation. One to a conversation that is gone is only itself. */
export async function extendConversation(
  { conversations }: Repositories,
  { project, input }: Pick<PreparedResponse, "project" | "input">,
  response: ResponseBody,
): Promise<void> {
  if (response.conversation === undefined || response.status === "failed") return;
  const items = [...input, ...asStored(response.output)];
  try {
    await conversations.items.append(project, response.conversation.id, items);
  } catch (error) {
    if (error instanceof StoreError && error.code === "conflict") throw conversationLocked();
    throw error;
  }
}

/** Another request has brought the same items into the conversation meanwhile. */
function conversationLocked(): ApiError {
  return new ApiError({
    status: 409,
    type: "invalid_request_error",
    message: "Another process is currently operating on this conversation. Please retry in a few seconds.",
    param: "conversation",
    code: "conversation_locked",
  });
}
