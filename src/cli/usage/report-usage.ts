import type { Config } from "../../config/index.ts";
import {
  configuredPrices,
  openAiPriceList,
  type PricedSum,
  type SummaryBy,
  summarize,
  summarizeUsage,
  toNumber,
  type UsageSummary,
} from "../../ledger/index.ts";
import { openStore } from "../../store/index.ts";
import { storeLocation } from "../serve/store-location.ts";
import { usageTable } from "./usage-table.ts";

export interface UsageWishes {
  readonly by: SummaryBy;
  /** Days (UTC), both included. */
  readonly since?: string;
  readonly until?: string;
  readonly json?: boolean;
}

const DAY = 86_400;
const USUAL_DAYS = 30;

const DIMENSIONS = { model: [], day: [], key: ["apiKeyId"], project: ["projectId"] } as const;

/** A table for people, or JSON. `now` in Unix milliseconds. */
export async function reportUsage(config: Config, wishes: UsageWishes, now: number): Promise<string> {
  const today = Math.floor(now / 1000 / DAY) * DAY;
  const from = wishes.since === undefined ? today - (USUAL_DAYS - 1) * DAY : Date.parse(wishes.since) / 1000;
  const last = wishes.until === undefined ? today : Date.parse(wishes.until) / 1000;
  if (last < from) throw new Error(`the first day, ${dayOf(from)}, is after the last, ${dayOf(last)}`);
  const store = await openStore(storeLocation(config));
  try {
    const query = {
      from,
      until: last + DAY,
      width: DAY,
      groupBy: [...DIMENSIONS[wishes.by], "model", "batch"],
    } as const;
    const sums = (await store.usage.sums(query)) as PricedSum[];
    const { currency, machine } = config.billing;
    const prices = { billed: configuredPrices(config.billing.prices), openAi: openAiPriceList, machine };
    const rows = summarizeUsage(sums, wishes.by, prices);
    const total = summarize("total", sums, prices);
    if (wishes.json) {
      return `${JSON.stringify({ currency, rows: rows.map(toJson), total: toJson(total) }, undefined, 2)}\n`;
    }
    const days = `${dayOf(from)} to ${dayOf(last)}`;
    if (rows.length === 0) return `Nothing was used from ${days}.\n`;
    return `Usage from ${days} (UTC), money in ${currency.toUpperCase()}\n\n${usageTable(wishes.by, rows, total, machine)}`;
  } finally {
    await store.close();
  }
}

const dayOf = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);

function toJson(row: UsageSummary) {
  return { ...row, billed: toNumber(row.billed), atOpenAi: toNumber(row.atOpenAi) };
}
