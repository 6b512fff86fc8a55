import { z } from "@hono/zod-openapi";
import { listOf } from "../validation/fields.ts";

/** Bound on the parts of one message and on the messages of one request. */
const MAXIMUM_ITEMS = 2048;

const textPart = z.strictObject({ type: z.literal("text"), text: z.string() }).openapi("ChatTextPart");

const refusalPart = z
  .strictObject({ type: z.literal("refusal"), refusal: z.string() })
  .openapi("ChatRefusalPart");

const imagePart = z
  .strictObject({
    type: z.literal("image_url"),
    image_url: z.strictObject({
      url: z.string().openapi({ description: "An http(s) URL, or a data URL with base64 image bytes." }),
      detail: z.enum(["auto", "low", "high"]).nullish(),
    }),
  })
  .openapi("ChatImagePart");

const audioPart = z
  .strictObject({
    type: z.literal("input_audio"),
    input_audio: z.strictObject({ data: z.string(), format: z.enum(["wav", "mp3"]) }),
  })
  .openapi("ChatAudioPart");

const filePart = z
  .strictObject({
    type: z.literal("file"),
    file: z.strictObject({
      filename: z.string().nullish(),
      file_data: z.string().nullish(),
      file_id: z.string().nullish(),
    }),
  })
  .openapi("ChatFilePart");

const PARTS = { minimum: 1, maximum: MAXIMUM_ITEMS };

const textContent = z.union([z.string(), listOf(textPart, PARTS)]);

const userContent = z.union([
  z.string(),
  listOf(z.discriminatedUnion("type", [textPart, imagePart, audioPart, filePart]), PARTS),
]);

const assistantContent = z.union([
  z.string(),
  listOf(z.discriminatedUnion("type", [textPart, refusalPart]), PARTS),
]);

/** No white space and none of `<|\/>`, so that a name cannot look like a control token. */
const participantName = z
  .string()
  .max(64)
  .regex(/^[^\s<|\\/>]+$/);

const calledFunction = z.strictObject({ name: z.string(), arguments: z.string() });

/** Clients put calls together from a stream's chunks, and send them back with their place in it. */
const calledBefore = { id: z.string(), index: z.int().min(0).optional() };

const toolCall = z
  .discriminatedUnion("type", [
    z.strictObject({
      ...calledBefore,
      type: z.literal("function"),
      function: calledFunction.extend({ parsed_arguments: z.unknown().optional() }),
    }),
    z.strictObject({
      ...calledBefore,
      type: z.literal("custom"),
      custom: z.strictObject({ name: z.string(), input: z.string() }),
    }),
  ])
  .openapi("ChatToolCall");

const systemMessage = z
  .strictObject({
    role: z.literal("system"),
    content: textContent.nullish(),
    name: participantName.optional(),
  })
  .openapi("ChatSystemMessage");

const assistantMessage = z
  .strictObject({
    role: z.literal("assistant"),
    content: assistantContent.nullish(),
    refusal: z.string().nullish(),
    name: participantName.optional(),
    tool_calls: listOf(toolCall, { minimum: 1, maximum: 128 }).nullish(),
    function_call: calledFunction.nullish(),
    audio: z.strictObject({ id: z.string() }).nullish(),
    // What an answer holds, and what parsing clients add to it: they send whole answers back as history.
    annotations: listOf(z.unknown(), { maximum: MAXIMUM_ITEMS }).nullish(),
    parsed: z.unknown().optional(),
  })
  .openapi("ChatAssistantMessage");

const userMessage = z
  .strictObject({ role: z.literal("user"), content: userContent.nullish(), name: participantName.optional() })
  .openapi("ChatUserMessage");

const functionMessage = z
  .strictObject({ role: z.literal("function"), content: z.string().nullish(), name: z.string() })
  .openapi("ChatFunctionMessage", { deprecated: true });

const toolMessage = z
  .strictObject({
    role: z.literal("tool"),
    content: textContent.nullish(),
    tool_call_id: z.string(),
    // Undocumented; clients say again which function it was, and the id alone decides.
    name: participantName.optional(),
  })
  .openapi("ChatToolMessage");

const developerMessage = z
  .strictObject({ role: z.literal("developer"), content: textContent, name: participantName.optional() })
  .openapi("ChatDeveloperMessage");

/**
 * `content` may be missing here for all roles but one: what may stand in for it depends on the
 * rest of the message, and the check that knows has the service's words for it.
 */
export const messages = listOf(
  z.discriminatedUnion("role", [
    systemMessage,
    assistantMessage,
    userMessage,
    functionMessage,
    toolMessage,
    developerMessage,
  ]),
  { minimum: 1, maximum: MAXIMUM_ITEMS },
);

export const textParts = textContent;

export type RequestMessage = z.infer<typeof messages>[number];
export type RequestToolCall = z.infer<typeof toolCall>;
export type RequestContentPart = Exclude<NonNullable<RequestMessage["content"]>, string>[number];
