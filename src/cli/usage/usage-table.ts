import {
  type MachinePrice,
  type SummaryBy,
  toDecimal,
  toNumber,
  type UsageSummary,
} from "../../ledger/index.ts";
import { alignColumns } from "../align-columns.ts";

const COUNTS = { requests: "requests", inputTokens: "input", cachedTokens: "cached", outputTokens: "output" };
const MONEY = ["billed", "at OpenAI", "here", "blended/1M"];

export function usageTable(
  by: SummaryBy,
  rows: readonly UsageSummary[],
  total: UsageSummary,
  machine: MachinePrice,
): string {
  const isPriced = machine.perHour > 0 || machine.watts * machine.perKilowattHour > 0;
  const counts = total.trainedTokens > 0 ? { ...COUNTS, trainedTokens: "trained" } : COUNTS;
  const counted = Object.keys(counts) as (keyof typeof counts)[];
  const text = alignColumns([
    [by, ...Object.values(counts), ...MONEY],
    ...[...rows, total].map((row) => cells(row, counted, { isPriced, decimals: decimalsOf(total) })),
  ]);
  text.splice(-1, 0, "-".repeat(Math.max(...text.map(({ length }) => length))));
  if (!isPriced) text.push("", 'Set "billing.machine" in the configuration to see what it cost here.');
  return `${text.join("\n")}\n`;
}

/** A first day's requests cost thousandths of a cent: they are not to look free. */
function decimalsOf({ billed, atOpenAi }: UsageSummary): number {
  return Math.max(toNumber(billed), toNumber(atOpenAi)) < 1 ? 6 : 4;
}

function cells(
  row: UsageSummary,
  counted: readonly (keyof typeof COUNTS | "trainedTokens")[],
  { isPriced, decimals }: { readonly isPriced: boolean; readonly decimals: number },
): string[] {
  const { blendedPrice } = row;
  return [
    row.name,
    ...counted.map((name) => row[name].toLocaleString("en-US")),
    toDecimal(row.billed, decimals),
    toDecimal(row.atOpenAi, decimals),
    isPriced ? row.here.toFixed(decimals) : "-",
    blendedPrice === undefined ? "-" : blendedPrice.toFixed(3),
  ];
}
