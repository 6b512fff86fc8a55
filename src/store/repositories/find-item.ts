import { decodeJson, type Item } from "../json.ts";
import type { Session } from "../session.ts";

/**
 * What an `item_reference` names: an item of any stored response or conversation of the project. Where a client sent
 * one id several times, the newest.
 */
export async function findItem(
  { db }: Session,
  projectId: string,
  itemId: string,
): Promise<Item | undefined> {
  const inResponses = await db
    .selectFrom("response_items")
    .innerJoin("responses", "responses.id", "response_id")
    .select("item")
    .where("project_id", "=", projectId)
    .where("item_id", "=", itemId)
    .orderBy("created_at", "desc")
    .limit(1)
    .executeTakeFirst();
  if (inResponses) return decodeJson<Item>(inResponses.item);
  const inConversations = await db
    .selectFrom("conversation_items")
    .innerJoin("conversations", "conversations.id", "conversation_id")
    .select("item")
    .where("project_id", "=", projectId)
    .where("item_id", "=", itemId)
    .limit(1)
    .executeTakeFirst();
  return inConversations && decodeJson<Item>(inConversations.item);
}
