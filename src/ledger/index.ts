export { type MachineShare, MachineTime } from "./machine-time.ts";
export { UsageCollector } from "./usage-collector.ts";
export { UsageJournal, type UsageJournalOptions } from "./usage-journal.ts";
export type { Alongside, UsageSink } from "./usage-sink.ts";
