import { Command, InvalidArgumentError, Option } from "commander";
import { addConfigFlags, configOf } from "../config-flags.ts";
import type { UsageWishes } from "./report-usage.ts";

/** Reads the database itself: it works whether or not a server runs. */
export function usageCommand(): Command {
  const command = new Command("usage")
    .description("what was used, what it is billed at, and what it would have cost at OpenAI")
    .addOption(
      new Option("--by <what>", "a row for each").choices(["model", "key", "project", "day"]).default("model"),
    )
    .option("--since <date>", "the first day (UTC), as 2026-01-31; by default 30 days ago", date)
    .option("--until <date>", "the last day (UTC); by default today", date)
    .option("--json", "print JSON");
  return addConfigFlags(command, "home").action(async (wishes: UsageWishes) => {
    const { reportUsage } = await import("./report-usage.ts");
    process.stdout.write(await reportUsage(await configOf(command), wishes, Date.now()));
  });
}

function date(text: string): string {
  const time = Date.parse(text);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(time || 0).toISOString().startsWith(text)) return text;
  throw new InvalidArgumentError("a date such as 2026-01-31 is expected");
}
