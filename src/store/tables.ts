import type { Generated } from "kysely";
import type { AdministrationTables } from "./administration-tables.ts";
import type { BatchTables } from "./batch-tables.ts";
import type { DistillationTables } from "./distillation-tables.ts";
import type { FineTuningTables } from "./fine-tuning-tables.ts";
import type { IdentityTables } from "./identity-tables.ts";
import type { UsageTables } from "./usage-tables.ts";

/** 0 or 1: SQLite has no booleans. */
type Flag = 0 | 1;

/** A JSON document, see json.ts. */
type Json = string;

/** Unix seconds, as API objects carry them. */
type Seconds = number;

/** Unix milliseconds of the store's clock. */
type Milliseconds = number;

interface StoredCompletionsTable {
  /** Insertion order: decides between rows of the same second. */
  sequence: Generated<number>;
  id: string;
  project_id: string;
  model: string;
  created_at: Seconds;
  expires_at: Milliseconds;
  metadata: Json;
  request: Json;
  response: Json;
}

interface StoredCompletionMessagesTable {
  completion_id: string;
  position: number;
  message: Json;
}

/** One row a metadata pair, so that lists can be filtered by an index. Key and value are JSON strings. */
interface StoredCompletionMetadataTable {
  completion_id: string;
  key: Json;
  value: Json;
}

interface PresetsTable {
  /** Insertion order. */
  sequence: Generated<number>;
  id: string;
  project_id: string;
  name: string;
  created_at: Seconds;
  updated_at: Seconds;
  content: Json;
}

interface ResponsesTable {
  id: string;
  project_id: string;
  status: string;
  background: Flag;
  created_at: Seconds;
  expires_at: Milliseconds;
  previous_response_id: string | null;
  conversation_id: string | null;
  model: string;
  body: Json;
  /** Size of all items, in bytes of JSON: bounds what resolving a chain loads. */
  input_bytes: number;
  output_bytes: number;
}

interface ResponseItemsTable {
  response_id: string;
  direction: "input" | "output";
  position: number;
  item_id: string;
  item: Json;
}

interface ResponseEventsTable {
  response_id: string;
  sequence_number: number;
  event: Json;
}

/** As with stored completions. */
interface ResponseMetadataTable {
  response_id: string;
  key: Json;
  value: Json;
}

interface ConversationsTable {
  id: string;
  project_id: string;
  created_at: Seconds;
  metadata: Json;
  next_position: number;
  item_bytes: number;
}

interface ConversationItemsTable {
  conversation_id: string;
  position: number;
  item_id: string;
  item: Json;
}

interface JobsTable {
  sequence: Generated<number>;
  id: string;
  queue: string;
  project_id: string;
  payload: Json;
  priority: number;
  /** From when on a worker may claim it: the start of a queued job, the end of the lease of a running one. */
  available_at: Milliseconds;
  /** The worker that holds the lease; null while queued. */
  owner: string | null;
  attempt: number;
  cancel_requested: Flag;
}

interface FilesTable {
  sequence: Generated<number>;
  id: string;
  project_id: string;
  purpose: string;
  filename: string;
  bytes: number;
  created_at: Seconds;
  expires_at: Milliseconds | null;
  /** From then on it is gone for clients; its row stays for as long as somebody holds it. */
  deleted_at: Milliseconds | null;
}

/** A file's content: these blobs, one after another. */
interface FileBlobsTable {
  file_id: string;
  position: number;
  blob_key: string;
}

/** Who still reads a file. */
interface FileHoldsTable {
  file_id: string;
  holder: string;
}

interface UploadsTable {
  id: string;
  project_id: string;
  purpose: string;
  filename: string;
  bytes: number;
  created_at: Seconds;
  expires_at: Milliseconds;
  /** Seconds; null: as is usual for the purpose. */
  file_expires_after: number | null;
  status: string;
  file_id: string | null;
}

interface UploadPartsTable {
  id: string;
  upload_id: string;
  blob_key: string;
  bytes: number;
  created_at: Seconds;
}

interface WebhookEndpointsTable {
  sequence: Generated<number>;
  id: string;
  project_id: string;
  name: string;
  url: string;
  event_types: Json;
  secret: string;
  previous_secret: string | null;
  previous_secret_until: Milliseconds | null;
  created_at: Seconds;
  updated_at: Seconds;
}

interface WebhookDeliveriesTable {
  sequence: Generated<number>;
  id: string;
  endpoint_id: string;
  event_type: string;
  body: Json;
  created_at: Milliseconds;
  status: string;
  attempts: number;
  attempted_at: Milliseconds | null;
  next_attempt_at: Milliseconds | null;
  outcome: string | null;
}

/** Every blob that may exist. A row is there before the first byte is written, and until the last is deleted. */
interface BlobsTable {
  key: string;
  /** Null until it is written. */
  bytes: number | null;
  sha256: string | null;
  /** Null: wanted. Otherwise nobody wants it from then on; 0: it is being deleted, and never wanted again. */
  delete_after: Milliseconds | null;
}

/** Where a deleted row stood in its list, so that `after` may still name it. */
interface TombstonesTable {
  kind: string;
  /** The list: a project or a conversation. */
  scope: string;
  id: string;
  created_at: Seconds;
  position: number;
  deleted_at: Milliseconds;
}

export interface Tables
  extends AdministrationTables,
    BatchTables,
    DistillationTables,
    FineTuningTables,
    IdentityTables,
    UsageTables {
  stored_completions: StoredCompletionsTable;
  stored_completion_messages: StoredCompletionMessagesTable;
  stored_completion_metadata: StoredCompletionMetadataTable;
  responses: ResponsesTable;
  response_items: ResponseItemsTable;
  response_metadata: ResponseMetadataTable;
  response_events: ResponseEventsTable;
  conversations: ConversationsTable;
  presets: PresetsTable;
  conversation_items: ConversationItemsTable;
  jobs: JobsTable;
  tombstones: TombstonesTable;
  files: FilesTable;
  file_blobs: FileBlobsTable;
  file_holds: FileHoldsTable;
  webhook_endpoints: WebhookEndpointsTable;
  webhook_deliveries: WebhookDeliveriesTable;
  uploads: UploadsTable;
  upload_parts: UploadPartsTable;
  blobs: BlobsTable;
}
