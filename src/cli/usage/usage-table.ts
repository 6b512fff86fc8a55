import { type MachinePrice, type SummaryBy, toDecimal, type UsageSummary } from "../../ledger/index.ts";
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
    ...[...rows, total].map((row) => cells(row, counted, isPriced)),
  ]);
  text.splice(-1, 0, "-".repeat(Math.max(...text.map(({ length }) => length))));
  if (!isPriced) text.push("", 'Set "billing.machine" in the configuration to see what it cost here.');
  return `${text.join("\n")}\n`;
}

function cells(
  row: UsageSummary,
  counted: readonly (keyof typeof COUNTS | "trainedTokens")[],
  isPriced: boolean,
): string[] {
  const { blendedPrice } = row;
  return [
    row.name,
    ...counted.map((name) => row[name].toLocaleString("en-US")),
    toDecimal(row.billed, 4),
    toDecimal(row.atOpenAi, 4),
    isPriced ? row.here.toFixed(4) : "-",
    blendedPrice === undefined ? "-" : blendedPrice.toFixed(3),
  ];
}
