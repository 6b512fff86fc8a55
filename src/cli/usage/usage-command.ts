import { Command, Option } from "commander";
import { addConfigFlags, configOf } from "../config-flags.ts";
import { dateOption } from "../date-option.ts";
import type { UsageWishes } from "./report-usage.ts";

/** Reads the database itself: it works whether or not a server runs. */
export function usageCommand(): Command {
  const command = new Command("usage")
    .description("what was used, what it is billed at, and what it would have cost at OpenAI")
    .addOption(
      new Option("--by <what>", "a row for each")
        .choices(["model", "key", "project", "day"])
        .default("model"),
    )
    .option("--since <date>", "the first day (UTC), as 2026-01-31; by default 30 days ago", dateOption)
    .option("--until <date>", "the last day (UTC); by default today", dateOption)
    .option("--json", "print JSON");
  return addConfigFlags(command, "home").action(async (wishes: UsageWishes) => {
    const { reportUsage } = await import("./report-usage.ts");
    process.stdout.write(await reportUsage(await configOf(command), wishes, Date.now()));
  });
}
