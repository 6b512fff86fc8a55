export { backupSqlite } from "./backup.ts";
export type { BlobStore, ByteRange, WrittenBlob } from "./blobs/blob-store.ts";
export { FolderBlobs } from "./blobs/folder-blobs.ts";
export { type BlobLocation, openBlobStore, type S3Location } from "./blobs/open-blob-store.ts";
export { type Clock, systemClock } from "./clock.ts";
export { type FileLine, type LineOptions, readLines } from "./files/file-lines.ts";
export { FileStorage, type FileStorageOptions } from "./files/file-storage.ts";
export { LocalCopies } from "./files/local-copies.ts";
export { createId, defaultProjectId, type RandomBytes } from "./ids.ts";
export type { Item, JsonObject, Metadata } from "./json.ts";
export { type IssuedKey, issueKey, type KeyCircumstances, type NewKey, revokeKey } from "./key-issuance.ts";
export { createKeyValue, hashOfKey, type KeyValue, type KeyValueKind } from "./key-value.ts";
export { openStore, type StoreLocation, type StoreOptions } from "./open-store.ts";
export type {
  AuditActor,
  AuditEvent,
  AuditLog,
  AuditLogQuery,
} from "./repositories/administration/audit-logs.ts";
export {
  bucketWindow,
  clockTolerance,
  effectiveFullAt,
  type Withdrawal,
  type Withdrawn,
} from "./repositories/administration/limit-buckets.ts";
export type { ModelPermissions } from "./repositories/administration/model-permissions.ts";
export type { RateLimitName, RateLimitValues } from "./repositories/administration/rate-limits.ts";
export type { SpendScope } from "./repositories/administration/spend-limits.ts";
export type {
  Batch,
  BatchChange,
  BatchCounts,
  BatchError,
  BatchStatus,
  BatchUsage,
  NewBatch,
} from "./repositories/batches/batch.ts";
export type { BatchResult, EndedBatchLine, NewBatchLine } from "./repositories/batches/batch-lines.ts";
export type { ConversationContents } from "./repositories/conversation-items.ts";
export type { Conversation } from "./repositories/conversations.ts";
export type {
  Distillation,
  DistillationAnswer,
  DistillationChange,
  DistillationError,
  DistillationPrompt,
  DistillationRequest,
  DistillationSide,
  DistillationStatus,
  HeldOutPrompt,
  NewDistillation,
} from "./repositories/distillations/distillation.ts";
export type { DistillationPromptQuery } from "./repositories/distillations/distillation-prompts.ts";
export { type FilePurpose, type FileQuery, filePurposes, type StoredFile } from "./repositories/file.ts";
export type { StoredAdapter } from "./repositories/fine-tuning/adapters.ts";
export type { CheckpointPermission } from "./repositories/fine-tuning/checkpoint-permissions.ts";
export type {
  FineTuningChange,
  FineTuningCheckpoint,
  FineTuningError,
  FineTuningEvent,
  FineTuningHyperparameters,
  FineTuningJob,
  FineTuningRequest,
  FineTuningStatus,
  NewFineTuningJob,
} from "./repositories/fine-tuning/fine-tuning-job.ts";
export type { NewTunedModel, TunedModel } from "./repositories/fine-tuning/tuned-models.ts";
export {
  type AdminKey,
  type ApiKey,
  fullPermissions,
  type KeyPermissions,
  type ProjectKey,
} from "./repositories/identity/api-key.ts";
export type { PresentedKey } from "./repositories/identity/api-keys.ts";
export type { Project } from "./repositories/identity/projects.ts";
export type { ServiceAccount, ServiceAccountRole } from "./repositories/identity/service-accounts.ts";
export type { ClaimQuery, JobLease, LeaseKey, NewJob } from "./repositories/job.ts";
export type { LogEntry, LogQuery } from "./repositories/log-entry.ts";
export type { Page, PageQuery } from "./repositories/page.ts";
export type { Preset, PresetChange } from "./repositories/presets.ts";
export type { ChainLimits, ChainResolution } from "./repositories/response-chain.ts";
export type { EventQuery, StoredEvent } from "./repositories/response-events.ts";
export type {
  NewStoredCompletion,
  StoredCompletion,
  StoredCompletionQuery,
  StoredMessage,
  StoredMessageQuery,
} from "./repositories/stored-completion.ts";
export type {
  NewStoredResponse,
  ResponseChange,
  ResponseStatus,
  StoredResponse,
} from "./repositories/stored-response.ts";
export type { Upload, UploadPart, UploadStatus } from "./repositories/upload.ts";
export type {
  UsageCounts,
  UsageDimension,
  UsageFilter,
  UsageKind,
  UsageOutcome,
  UsageQuery,
  UsageRecord,
  UsageSum,
} from "./repositories/usage-record.ts";
export {
  createWebhookSecret,
  type DeliveryStatus,
  type WebhookDelivery,
  type WebhookEndpoint,
  type WebhookEvent,
  type WebhookEventType,
  webhookEventTypes,
} from "./repositories/webhooks/webhook.ts";
export { eventBody, webhookQueue } from "./repositories/webhooks/webhooks.ts";
export type { SweepResult } from "./retention.ts";
export type { Flush } from "./session.ts";
export type { Repositories, Store } from "./store.ts";
export { StoreError, type StoreErrorCode } from "./store-error.ts";
export { runSweeper, type SweeperOptions } from "./sweeper.ts";
