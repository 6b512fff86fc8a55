export type { Clock } from "./clock.ts";
export type { FineTuningOptions } from "./fine-tuning/fine-tuning-options.ts";
export type { Machine, MachineConfig } from "./fourone/machine/machine.ts";
export type { RandomBytes } from "./random-text.ts";
export { type ApiServer, createServer } from "./server.ts";
export { type ApiLimits, DEFAULT_LIMITS, type ServerOptions } from "./server-options.ts";
export { checkUrl as checkWebhookUrl } from "./webhooks/endpoint-schema.ts";
