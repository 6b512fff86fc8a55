import { requestJson } from "../api/request.ts";
import type { ApiKind } from "../conversation/settings.ts";
import {
  conversationOfItems,
  conversationOfMessages,
  type StoredConversation,
  type StoredItem,
  type StoredMessage,
} from "./stored-turns.ts";

const PAGE = 100;

/** More is not opened: nobody looks through it, and every request would carry it. */
const MAXIMUM_PAGES = 30;

export interface OpenedConversation extends StoredConversation {
  readonly api: ApiKind;
  readonly model: string;
}

/** What was said in a stored completion or response, the answer included. */
export async function readStored(id: string): Promise<OpenedConversation> {
  return id.startsWith("resp_") ? readResponse(id) : readCompletion(id);
}

async function readCompletion(id: string): Promise<OpenedConversation> {
  const path = `/v1/chat/completions/${encodeURIComponent(id)}`;
  const { model, choices } = await requestJson<{ model: string; choices: { message: StoredMessage }[] }>(
    path,
  );
  const messages = await readAll<StoredMessage>(`${path}/messages`);
  const answer = choices[0]?.message;
  return { api: "chat", model, ...conversationOfMessages(answer ? [...messages, answer] : messages, model) };
}

async function readResponse(id: string): Promise<OpenedConversation> {
  const path = `/v1/responses/${encodeURIComponent(id)}`;
  const response = await requestJson<{ model: string; output: StoredItem[]; instructions?: unknown }>(path);
  const items = [...(await readAll<StoredItem>(`${path}/input_items`)), ...response.output];
  const { instructions, turns } = conversationOfItems(items, response.model);
  const own = typeof response.instructions === "string" ? [response.instructions] : [];
  return {
    api: "responses",
    model: response.model,
    instructions: [...own, instructions].filter((text) => text !== "").join("\n\n"),
    turns,
  };
}

async function readAll<Entry>(path: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  let after: string | undefined;
  for (let page = 0; page < MAXIMUM_PAGES; page++) {
    const query = { limit: PAGE, order: "asc", after };
    const list = await requestJson<{ data: Entry[]; last_id: string | null; has_more: boolean }>(path, {
      query,
    });
    entries.push(...list.data);
    if (!list.has_more || list.last_id === null) break;
    after = list.last_id;
  }
  return entries;
}
