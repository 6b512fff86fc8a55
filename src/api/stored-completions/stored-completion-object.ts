import { z } from "@hono/zod-openapi";
import type { JsonObject, StoredCompletion, StoredMessage } from "../../store/index.ts";
import { chatCompletion } from "../chat-completions/response-schema.ts";

export const storedCompletionObject = chatCompletion
  .extend({
    request_id: z.string(),
    tool_choice: z.unknown(),
    seed: z.number().nullable(),
    top_p: z.number(),
    temperature: z.number(),
    presence_penalty: z.number(),
    frequency_penalty: z.number(),
    input_user: z.string().nullable(),
    tools: z.array(z.unknown()).nullable(),
    metadata: z.record(z.string(), z.string()),
    response_format: z.unknown(),
  })
  .openapi("StoredChatCompletion");

export const storedMessageObject = z
  .looseObject({
    id: z.string(),
    role: z.string(),
    content: z.string().nullable(),
    refusal: z.string().nullable(),
    name: z.string().nullable(),
    content_parts: z.array(z.unknown()).nullable(),
  })
  .openapi("StoredChatCompletionMessage");

type StoredCompletionObject = z.infer<typeof storedCompletionObject>;

/** The answer and the request's parameters were stored as they are shown. */
export function toStoredCompletionObject(stored: StoredCompletion): StoredCompletionObject {
  const { choices, ...head } = stored.response;
  const { response_format, ...parameters } = stored.request;
  const { metadata } = stored;
  return { ...head, ...parameters, metadata, choices, response_format } as unknown as StoredCompletionObject;
}

/** Text is shown as `content`, anything else as its parts. */
export function toStoredMessageObject(completionId: string, { position, message }: StoredMessage) {
  const { role, content, name, refusal, ...rest } = message;
  return {
    id: `${completionId}-${position}`,
    role: String(role),
    content: typeof content === "string" ? content : null,
    refusal: typeof refusal === "string" ? refusal : null,
    name: typeof name === "string" ? name : null,
    ...rest,
    content_parts: Array.isArray(content) ? content : null,
  };
}

/** Larger images are left out of what is kept. */
const MAXIMUM_IMAGE_LENGTH = 8 * 1024 * 1024;

/** A message as it is kept. */
export function toKeptMessage(message: JsonObject): JsonObject {
  const { content } = message;
  if (!Array.isArray(content)) return message;
  return { ...message, content: content.filter((part) => !isLargeImage(part)) };
}

function isLargeImage(part: { readonly image_url?: { readonly url?: string } }): boolean {
  return (part.image_url?.url?.length ?? 0) > MAXIMUM_IMAGE_LENGTH;
}
