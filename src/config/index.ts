export { byteSize, formatBytes } from "./byte-size.ts";
export { ConfigError } from "./config-error.ts";
export { type Config, configSchema, type KvType, kvTypes, type ModelBinding } from "./config-schema.ts";
export { acquireHomeLock, inspectHomeLock } from "./home-lock.ts";
export { type ConfigSources, defaultHome, loadConfig } from "./load-config.ts";
export { isLoopbackHost } from "./loopback.ts";
export { type LockHolder, type ProcessLock, waitForProcessLock } from "./process-lock.ts";
export type { Environment } from "./read-environment.ts";
export { type ServedTier, servedTiers } from "./served-tiers.ts";
