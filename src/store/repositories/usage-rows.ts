import type { Insertable } from "kysely";
import type { Tables } from "../tables.ts";
import type { UsageRecord } from "./usage-record.ts";

export type UsageRow = Insertable<Tables["usage_records"]>;

/** The columns that sums are made of. */
export const sumColumns = [
  "input_tokens",
  "cached_tokens",
  "output_tokens",
  "accepted_prediction_tokens",
  "rejected_prediction_tokens",
  "trained_tokens",
  "duration_microseconds",
  "machine_microseconds",
] as const;

export const dimensionColumns = [
  "kind",
  "project_id",
  "api_key_id",
  "user_id",
  "model",
  "service_tier",
  "batch",
] as const;

export const toUsageRow = (record: UsageRecord): UsageRow => ({
  id: record.id,
  kind: record.kind,
  endpoint: record.endpoint,
  project_id: record.projectId,
  api_key_id: record.apiKeyId ?? "",
  user_id: record.userId ?? "",
  end_user: record.endUser ?? "",
  model: record.model,
  service_tier: record.serviceTier,
  batch: record.batch ? 1 : 0,
  outcome: record.outcome,
  input_tokens: record.inputTokens,
  cached_tokens: record.cachedTokens,
  output_tokens: record.outputTokens,
  accepted_prediction_tokens: record.acceptedPredictionTokens,
  rejected_prediction_tokens: record.rejectedPredictionTokens,
  trained_tokens: record.trainedTokens ?? 0,
  duration_microseconds: record.durationMicroseconds,
  machine_microseconds: record.machineMicroseconds,
  recorded_at: record.recordedAt,
});
