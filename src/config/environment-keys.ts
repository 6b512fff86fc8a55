/**
 * Environment variables and the configuration key each one sets. `text` keeps the value as
 * written; `number` and `boolean` read it as such, so that the schema can judge it; `list` takes it apart at commas.
 */
export const environmentKeys = {
  FOURONE_HOME: { key: "home", as: "text" },
  FOURONE_HOST: { key: "host", as: "text" },
  FOURONE_PORT: { key: "port", as: "number" },
  FOURONE_API_KEY: { key: "apiKey", as: "text" },
  FOURONE_PROFILE: { key: "profile", as: "text" },
  FOURONE_THREADS: { key: "threads", as: "number" },
  FOURONE_CONTEXT_LENGTH: { key: "contextLength", as: "number" },
  FOURONE_KV_TYPE: { key: "kvType", as: "text" },
  FOURONE_GPU_LAYERS: { key: "gpuLayers", as: "number" },
  FOURONE_MEMORY: { key: "memory", as: "text" },
  FOURONE_BODY_BYTES: { key: "limits.bodyBytes", as: "text" },
  FOURONE_REQUEST_TIMEOUT_SECONDS: { key: "limits.requestTimeoutSeconds", as: "number" },
  FOURONE_REQUESTS_PER_MINUTE: { key: "limits.requestsPerMinute", as: "number" },
  FOURONE_TOKENS_PER_MINUTE: { key: "limits.tokensPerMinute", as: "number" },
  FOURONE_QUEUE_LENGTH: { key: "limits.queueLength", as: "number" },
  FOURONE_CONCURRENT_SEQUENCES: { key: "limits.concurrentSequences", as: "number" },
  FOURONE_LOG_LEVEL: { key: "log.level", as: "text" },
  FOURONE_CACHE_MEMORY: { key: "cache.memory", as: "text" },
  FOURONE_CACHE_DISK: { key: "cache.disk", as: "text" },
  FOURONE_CACHE_REPORT: { key: "cache.report", as: "text" },
  FOURONE_PROMPT_LOOKUP: { key: "promptLookup", as: "boolean" },
  FOURONE_DATABASE_URL: { key: "database.url", as: "text" },
  FOURONE_S3_BUCKET: { key: "blobs.s3.bucket", as: "text" },
  FOURONE_S3_PREFIX: { key: "blobs.s3.prefix", as: "text" },
  FOURONE_S3_REGION: { key: "blobs.s3.region", as: "text" },
  FOURONE_S3_ENDPOINT: { key: "blobs.s3.endpoint", as: "text" },
  FOURONE_S3_ACCESS_KEY_ID: { key: "blobs.s3.accessKeyId", as: "text" },
  FOURONE_S3_SECRET_ACCESS_KEY: { key: "blobs.s3.secretAccessKey", as: "text" },
  FOURONE_WEBHOOKS_ALLOWED_HOSTS: { key: "webhooks.allowedHosts", as: "list" },
  FOURONE_MCP_ALLOWED_HOSTS: { key: "mcp.allowedHosts", as: "list" },
  FOURONE_MCP_TIMEOUT_SECONDS: { key: "mcp.timeoutSeconds", as: "number" },
} as const satisfies Record<
  string,
  { readonly key: string; readonly as: "text" | "number" | "boolean" | "list" }
>;
