import { metadataPairs } from "../api/metadata-pairs.ts";

/** A stored answer as `GET /v1/fourone/logs` lists it. */
export interface LogEntry {
  readonly id: string;
  readonly kind: "chat.completion" | "response";
  readonly created_at: number;
  readonly model: string;
  readonly status: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly input_preview: string | null;
  readonly output_preview: string | null;
  readonly usage: {
    readonly input_tokens: number;
    readonly cached_tokens: number;
    readonly output_tokens: number;
  } | null;
}

export interface LogFilters {
  readonly query: string;
  readonly kind: string;
  readonly status: string;
  /** Pairs as people write them: `topic=tea, run=7`. */
  readonly metadata: string;
}

/** `topic=tea, run=7` as the parameters of a query. */
export function metadataQuery(text: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(metadataPairs(text)).map(([key, value]) => [`metadata[${key}]`, value]),
  );
}
