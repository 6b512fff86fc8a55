import type { Selectable } from "kysely";
import { decodeJson, type Item, type JsonObject } from "../json.ts";
import type { Tables } from "../tables.ts";

export type ResponseStatus = "queued" | "in_progress" | "completed" | "incomplete" | "failed" | "cancelled";

export interface StoredResponse {
  readonly id: string;
  readonly projectId: string;
  readonly status: ResponseStatus;
  readonly background: boolean;
  /** Unix seconds, the `created_at` of the API object. */
  readonly createdAt: number;
  readonly previousResponseId: string | undefined;
  readonly conversationId: string | undefined;
  /** The API object. Its `output` is kept apart: leave it empty here, and lay `output` over it when serving. */
  readonly body: JsonObject;
  readonly output: readonly Item[];
}

export interface NewStoredResponse extends StoredResponse {
  /** The items of this request alone, without those of the chain or the conversation. */
  readonly input: readonly Item[];
}

/** What changes while a response is made. */
export interface ResponseChange {
  readonly status: ResponseStatus;
  readonly body: JsonObject;
  /** Replaces all output items; left out, they stay. */
  readonly output?: readonly Item[] | undefined;
}

export const toStoredResponse = (
  row: Selectable<Tables["responses"]>,
  output: readonly Item[],
): StoredResponse => ({
  id: row.id,
  projectId: row.project_id,
  status: row.status as ResponseStatus,
  background: row.background === 1,
  createdAt: row.created_at,
  previousResponseId: row.previous_response_id ?? undefined,
  conversationId: row.conversation_id ?? undefined,
  body: decodeJson(row.body),
  output,
});
