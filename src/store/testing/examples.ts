import type {
  Item,
  NewBatch,
  NewJob,
  NewStoredCompletion,
  NewStoredResponse,
  StoredFile,
  Upload,
  UsageRecord,
} from "../index.ts";

let made = 0;

/** An id that no other test has. */
export const freshId = (prefix: string): string => `${prefix}_${process.pid}_${++made}`;

export const message = (id: string, text: string): Item => ({
  id,
  type: "message",
  role: "user",
  content: [{ type: "input_text", text }],
});

export const completion = (changes: Partial<NewStoredCompletion> = {}): NewStoredCompletion => ({
  id: freshId("chatcmpl"),
  projectId: "proj_default",
  model: "gpt-4.1-nano-2025-04-14",
  createdAt: 1_750_000_000,
  metadata: {},
  request: { temperature: 1 },
  response: { object: "chat.completion", choices: [] },
  messages: [{ role: "user", content: "Hello" }],
  ...changes,
});

export const response = (changes: Partial<NewStoredResponse> = {}): NewStoredResponse => ({
  id: freshId("resp"),
  projectId: "proj_default",
  status: "completed",
  background: false,
  createdAt: 1_750_000_000,
  previousResponseId: undefined,
  conversationId: undefined,
  body: { object: "response", output: [] },
  input: [],
  output: [],
  ...changes,
});

export const job = (changes: Partial<NewJob> = {}): NewJob => ({
  id: freshId("job"),
  projectId: "proj_default",
  queue: freshId("queue"),
  payload: {},
  priority: 0,
  ...changes,
});

export const batch = (changes: Partial<NewBatch> = {}): NewBatch => ({
  id: freshId("batch"),
  projectId: "proj_default",
  endpoint: "/v1/chat/completions",
  completionWindow: "24h",
  inputFileId: freshId("file"),
  createdAt: 1_750_000_000,
  expiresAt: 1_750_086_400,
  metadata: undefined,
  outputExpiresAfter: undefined,
  ...changes,
});

export const usageRecord = (changes: Partial<UsageRecord> = {}): UsageRecord => ({
  id: freshId("chatcmpl"),
  kind: "completions",
  endpoint: "/v1/chat/completions",
  projectId: "proj_default",
  apiKeyId: undefined,
  userId: undefined,
  endUser: undefined,
  model: "gpt-4.1-nano-2025-04-14",
  serviceTier: "default",
  batch: false,
  outcome: "completed",
  recordedAt: 1_750_000_000_000,
  inputTokens: 100,
  cachedTokens: 40,
  outputTokens: 10,
  acceptedPredictionTokens: 0,
  rejectedPredictionTokens: 0,
  durationMicroseconds: 2_000,
  machineMicroseconds: 1_000,
  ...changes,
});

export const file = (changes: Partial<StoredFile> = {}): StoredFile => ({
  id: freshId("file"),
  projectId: "proj_default",
  purpose: "user_data",
  filename: "notes.txt",
  bytes: 3,
  createdAt: 1_750_000_000,
  expiresAt: undefined,
  ...changes,
});

export const upload = (changes: Partial<Upload> = {}): Upload => ({
  id: freshId("upload"),
  projectId: "proj_default",
  purpose: "user_data",
  filename: "notes.txt",
  bytes: 3,
  createdAt: 1_750_000_000,
  expiresAt: 1_750_000_000_000 + 3_600_000,
  fileExpiresAfter: undefined,
  status: "pending",
  fileId: undefined,
  ...changes,
});
