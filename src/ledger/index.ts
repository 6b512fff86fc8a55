export { type Amount, toDecimal, toNumber } from "./amount.ts";
export { configuredPrices } from "./configured-prices.ts";
export { type CostLine, costLines, costOf, type PricedUsage } from "./costs.ts";
export { type MachinePrice, machineCost } from "./machine-cost.ts";
export { type MachineShare, MachineTime } from "./machine-time.ts";
export { OPENAI_PRICES, openAiPriceList } from "./openai-prices.ts";
export { type ModelPrice, PriceList, type TokenPrices } from "./price-list.ts";
export { UsageCollector } from "./usage-collector.ts";
export { UsageJournal, type UsageJournalOptions } from "./usage-journal.ts";
export type { Alongside, UsageSink } from "./usage-sink.ts";
export {
  type PricedSum,
  SUMMARIES,
  type SummaryBy,
  type SummaryPrices,
  summarize,
  summarizeUsage,
  type UsageSummary,
} from "./usage-summary.ts";
