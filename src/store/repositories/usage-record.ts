/** What was used: the reports of usage are apart for each. */
export type UsageKind = "completions" | "embeddings" | "moderations" | "fine_tuning";

/** `aborted`: the client left, or the server ended it; it costs what was computed until then. */
export type UsageOutcome = "completed" | "failed" | "aborted";

export interface UsageCounts {
  /** Cached ones included. */
  readonly inputTokens: number;
  readonly cachedTokens: number;
  /** Rejected prediction tokens included, as in the `usage` of answers. */
  readonly outputTokens: number;
  readonly acceptedPredictionTokens: number;
  readonly rejectedPredictionTokens: number;
  /** From the request to the end of its answer. */
  readonly durationMicroseconds: number;
  /**
   * The request's part of the time in which the machine was busy: time with n requests at work is shared among n. The
   * parts of all requests add up to the time that the machine was busy.
   */
  readonly machineMicroseconds: number;
}

/** What one request used. */
export interface UsageRecord extends UsageCounts {
  /** Of the completion, the response, …: a record with the id of another one is not written. */
  readonly id: string;
  readonly kind: UsageKind;
  /** Path of the request's endpoint, such as `/v1/chat/completions`. */
  readonly endpoint: string;
  readonly projectId: string;
  readonly apiKeyId: string | undefined;
  /** The user or service account that the key belongs to. */
  readonly userId: string | undefined;
  /** A hash of who the client says it asks for. */
  readonly endUser: string | undefined;
  /** The snapshot's name. */
  readonly model: string;
  readonly serviceTier: string;
  readonly batch: boolean;
  readonly outcome: UsageOutcome;
  /** Of a fine-tuning job: the tokens of every epoch. Left out: none. */
  readonly trainedTokens?: number;
  /** Unix milliseconds; decides in which bucket it counts. */
  readonly recordedAt: number;
}

export type UsageDimension = "projectId" | "apiKeyId" | "userId" | "model" | "serviceTier" | "batch";

export interface UsageFilter {
  readonly projectIds?: readonly string[] | undefined;
  readonly apiKeyIds?: readonly string[] | undefined;
  readonly userIds?: readonly string[] | undefined;
  readonly models?: readonly string[] | undefined;
  readonly batch?: boolean | undefined;
}

export interface UsageQuery extends UsageFilter {
  /** Left out: all kinds. */
  readonly kind?: UsageKind | undefined;
  /** Unix seconds, inclusive and exclusive; multiples of the width. */
  readonly from: number;
  readonly until: number;
  /** Seconds of a bucket. */
  readonly width: 60 | 3_600 | 86_400;
  readonly groupBy: readonly UsageDimension[];
}

/** The records of one bucket and group, added up. Dimensions that were not grouped by are left out. */
export interface UsageSum extends UsageCounts {
  /** Start of the bucket in Unix seconds. */
  readonly bucket: number;
  readonly requests: number;
  readonly trainedTokens: number;
  readonly projectId?: string | undefined;
  readonly apiKeyId?: string | undefined;
  readonly userId?: string | undefined;
  readonly model?: string;
  readonly serviceTier?: string;
  readonly batch?: boolean;
}
