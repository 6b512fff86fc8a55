import type { Selectable } from "kysely";
import { decodeJson, type JsonObject, type Metadata } from "../json.ts";
import type { Tables } from "../tables.ts";
import type { PageQuery } from "./page.ts";

export interface StoredCompletion {
  readonly id: string;
  readonly projectId: string;
  readonly model: string;
  /** Unix seconds, the `created` of the API object. Lists are sorted by it. */
  readonly createdAt: number;
  readonly metadata: Metadata;
  /** The parameters of the request. Its messages are kept apart. */
  readonly request: JsonObject;
  readonly response: JsonObject;
}

export interface NewStoredCompletion extends StoredCompletion {
  readonly messages: readonly JsonObject[];
}

export interface StoredCompletionQuery extends PageQuery {
  readonly model?: string | undefined;
  /** Every pair must be there with exactly this value. */
  readonly metadata?: Metadata | undefined;
  /** Unix seconds; later than this. */
  readonly createdAfter?: number | undefined;
  /** Unix seconds; earlier than this. */
  readonly createdBefore?: number | undefined;
}

export interface StoredMessage {
  /** Counts from 0 in the order of the request. */
  readonly position: number;
  readonly message: JsonObject;
}

export interface StoredMessageQuery {
  readonly limit: number;
  readonly order: "asc" | "desc";
  /** The position of the last message of the page before. */
  readonly after?: number | undefined;
}

export const toStoredCompletion = (row: Selectable<Tables["stored_completions"]>): StoredCompletion => ({
  id: row.id,
  projectId: row.project_id,
  model: row.model,
  createdAt: row.created_at,
  metadata: decodeJson<Metadata>(row.metadata),
  request: decodeJson(row.request),
  response: decodeJson(row.response),
});
