import { z } from "@hono/zod-openapi";
import type { Conversation } from "../../store/index.ts";
import { inputItem } from "../responses/request/item-schema.ts";
import { listOf, metadataField } from "../validation/fields.ts";

/** Items that one request may add. */
const MAXIMUM_ADDED_ITEMS = 20;

export const conversationObject = z
  .object({
    id: z.string(),
    object: z.literal("conversation"),
    created_at: z.int().openapi({ description: "Unix seconds." }),
    metadata: z.record(z.string(), z.string()),
  })
  .openapi("Conversation");

export const deletedConversation = z
  .object({ id: z.string(), object: z.literal("conversation.deleted"), deleted: z.literal(true) })
  .openapi("DeletedConversation");

const addedItems = listOf(inputItem, { maximum: MAXIMUM_ADDED_ITEMS });

export const createConversationRequest = z
  .strictObject({ metadata: metadataField().nullish(), items: addedItems.nullish() })
  .openapi("CreateConversationRequest");

export const updateConversationRequest = z
  .strictObject({ metadata: metadataField().nullable() })
  .openapi("UpdateConversationRequest");

export const createItemsRequest = z
  .strictObject({ items: addedItems })
  .openapi("CreateConversationItemsRequest");

export const conversationPath = z.object({ conversation_id: z.string() });
export const itemPath = conversationPath.extend({ item_id: z.string() });

export function toWire({ id, createdAt, metadata }: Conversation): z.infer<typeof conversationObject> {
  return { id, object: "conversation", created_at: createdAt, metadata: { ...metadata } };
}
