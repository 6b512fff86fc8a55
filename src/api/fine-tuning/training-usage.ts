import type { FineTuningJob, UsageRecord } from "../../store/index.ts";

/** Whoever fails a job does not get the model; one that is cancelled leaves the checkpoints that it has by then. */
const BILLED: ReadonlySet<FineTuningJob["status"]> = new Set(["succeeded", "cancelled"]);

/** What an ended job is billed for; undefined where it is for nothing. `now` in Unix milliseconds. */
export function trainingUsage(job: FineTuningJob, now: number): UsageRecord | undefined {
  const { id, projectId, request } = job;
  const trainedTokens = billedTokens(job);
  if (trainedTokens === undefined || trainedTokens === 0) return undefined;
  return {
    id,
    kind: "fine_tuning",
    endpoint: "/v1/fine_tuning/jobs",
    projectId,
    apiKeyId: request.apiKeyId,
    userId: request.userId,
    endUser: undefined,
    model: request.model,
    serviceTier: "default",
    batch: false,
    outcome: "completed",
    recordedAt: now,
    inputTokens: 0,
    cachedTokens: 0,
    outputTokens: 0,
    acceptedPredictionTokens: 0,
    rejectedPredictionTokens: 0,
    trainedTokens,
    durationMicroseconds: 0,
    machineMicroseconds: 0,
  };
}

/** The tokens of an ended job that cost money. */
export function billedTokens({ status, trainedTokens }: FineTuningJob): number | undefined {
  return BILLED.has(status) ? trainedTokens : undefined;
}
