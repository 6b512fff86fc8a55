import { z } from "zod";
import { billingSchema } from "./billing-schema.ts";
import { byteSize } from "./byte-size.ts";
import { deprecationsSchema } from "./deprecations.ts";
import { embeddingsSchema } from "./embedding-bindings.ts";
import { servedTiers } from "./served-tiers.ts";

/** How keys and values of past tokens are stored: `f16` exact, `q8_0` half of it, `q4_0` a quarter. */
export const kvTypes = ["f16", "q8_0", "q4_0"] as const;
export type KvType = (typeof kvTypes)[number];

const contextLength = z.int().min(256).max(1_048_576);
const kvType = z.enum(kvTypes);
const gpuLayers = z.int().min(0).max(1_024);

/** What may be said of one served model; whatever is left out follows the top level, then the memory plan. */
const modelBinding = z.strictObject({
  /** A name from the catalog, `hf:owner/repository:Q4_K_M`, or the path of a GGUF file. */
  weights: z.string().min(1).optional(),
  contextLength: contextLength.optional(),
  kvType: kvType.optional(),
  gpuLayers: gpuLayers.optional(),
});

/** A bucket of Amazon S3 or of anything that speaks its protocol. Absent keys: the environment or the machine's role. */
const objectStore = z.strictObject({
  bucket: z.string().min(1).max(255),
  /** Before the name of every object. */
  prefix: z.string().max(512).default(""),
  region: z.string().min(1).default("us-east-1"),
  endpoint: z.url({ protocol: /^https?$/ }).optional(),
  accessKeyId: z.string().min(1).optional(),
  secretAccessKey: z.string().min(1).optional(),
  /** The bucket in the path, as most stores other than Amazon's want it. */
  pathStyle: z.boolean().default(false),
  timeoutSeconds: z.number().positive().max(600).default(30),
});

/**
 * Everything that can be configured, with its default. Absent keys mean "chosen for this machine"
 * (threads, contextLength, kvType, gpuLayers, memory) or "not used" (apiKey, database.url).
 */
export const configSchema = z.strictObject({
  /** Folder that holds weights, database, files and caches. */
  home: z.string().min(1),
  host: z.string().min(1).default("127.0.0.1"),
  port: z.int().min(0).max(65_535).default(4141),
  apiKey: z.string().min(1).optional(),
  /** Which weights stand behind the served models, by the catalog's name. */
  profile: z.string().min(1).default("starter"),
  models: z.partialRecord(z.enum(servedTiers), modelBinding).default({}),
  embeddings: embeddingsSchema,
  threads: z.int().min(1).max(1_024).optional(),
  contextLength: contextLength.optional(),
  kvType: kvType.optional(),
  gpuLayers: gpuLayers.optional(),
  /** The machine's own memory that the models may use together; absent: what is free, less a reserve. */
  memory: byteSize.optional(),
  limits: z
    .strictObject({
      bodyBytes: byteSize.default(64 * 2 ** 20),
      requestTimeoutSeconds: z.number().positive().max(86_400).default(600),
      /** Of each project, for each model; absent: none. Administrators may set others in /v1/organization. */
      requestsPerMinute: z.int().min(1).max(2_147_483_647).optional(),
      tokensPerMinute: z.int().min(1).max(2_147_483_647).optional(),
      queueLength: z.int().min(0).max(100_000).default(1_024),
      /** Sequences generated side by side; the rest waits in the queue. */
      concurrentSequences: z.int().min(1).max(256).default(32),
    })
    .prefault({}),
  log: z
    .strictObject({
      level: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
    })
    .prefault({}),
  /** Idle prompt prefixes move from the model's memory to RAM, then to disk, within these bounds. */
  cache: z
    .strictObject({
      memory: byteSize.default(512 * 2 ** 20),
      disk: byteSize.default(4 * 2 ** 30),
      /** How `cached_tokens` is counted: from 1,024 up in steps of 128, or exactly. */
      report: z.enum(["openai", "exact"]).default("openai"),
    })
    .prefault({}),
  /** Requests that come in files. They run only where interactive ones leave room. */
  batch: z
    .strictObject({
      /** Lines at work at once on each engine; absent: half as many again as sequences run side by side. */
      concurrency: z.int().min(1).max(4_096).optional(),
      /** Prompt tokens that all batches of one model may hold together, as estimated from their input. */
      enqueuedTokens: z.int().min(1).default(1_000_000_000),
    })
    .prefault({}),
  /** Draft answers from the conversation itself where a request brings no prediction. */
  promptLookup: z.boolean().default(false),
  /** An object store for the contents of files, instead of a folder of the home. */
  blobs: z.strictObject({ s3: objectStore.optional() }).prefault({}),
  /** Events that are sent to others. Hosts (or host:port) named here may have private addresses and speak plain HTTP. */
  webhooks: z
    .strictObject({
      allowedHosts: z.array(z.string().min(1)).max(1_000).default([]),
      timeoutSeconds: z.number().positive().max(120).default(15),
    })
    .prefault({}),
  /** Models that end: announced, gone, replaced. */
  deprecations: deprecationsSchema,
  billing: billingSchema,
  database: z.strictObject({ url: z.string().min(1).optional() }).prefault({}),
  /** Remote tool servers that responses may reach: none unless their hosts (or host:port) are named here. */
  mcp: z
    .strictObject({
      allowedHosts: z.array(z.string().min(1)).max(1_000).default([]),
      timeoutSeconds: z.number().positive().max(600).default(30),
    })
    .prefault({}),
});

export type Config = z.output<typeof configSchema>;
export type ModelBinding = z.output<typeof modelBinding>;
