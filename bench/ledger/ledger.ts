import { join } from "node:path";
import { Command } from "commander";
import { openStore, type Store, type StoreLocation } from "../../src/store/index.ts";
import { startPostgres } from "../../src/store/testing/postgres-server.ts";
import { temporaryFolder } from "../../src/store/testing/temporary-folder.ts";
import { positive } from "../flags.ts";
import { describeMachine } from "../machine/machine.ts";
import { sampleQuietness, warnOfOthers } from "../machine/quietness.ts";
import { tell } from "../progress.ts";
import { type Random, seededRandom } from "../prompts/seeded-random.ts";
import { commandLine } from "../report/command-line.ts";
import { renderReport } from "../report/report.ts";
import type { Row } from "../report/row.ts";
import { LEDGER_START, ledgerRow } from "./ledger-rows.ts";
import { measureQueries } from "./queries.ts";
import { measureRecording } from "./recording.ts";

interface LedgerFlags {
  readonly rows: number;
  readonly rounds: number;
  readonly seed: number;
  readonly postgres?: string;
  readonly format: "text" | "markdown";
}

/** Rows written in one transaction while the ledger is filled. */
const FILLED_AT_ONCE = 2_000;

/** Reports and records on a full ledger; no weights, no peer. */
export function ledgerCommand(): Command {
  return new Command("ledger")
    .description("usage and costs of a full ledger: every report, and what recording adds to a request")
    .option("--rows <number>", "requests in the ledger", positive, 100_000)
    .option("--rounds <number>", "rounds of every measurement", positive, 5)
    .option("--seed <number>", "repeat the rows of another run", positive, 1)
    .option("--postgres <url>", "an empty database (default: a server of its own, where this machine can)")
    .option("--format <style>", "text or markdown", "text")
    .action(runLedger);
}

async function runLedger(flags: LedgerFlags): Promise<void> {
  const warning = warnOfOthers(await sampleQuietness());
  const folder = temporaryFolder();
  const rows: Row[] = [];
  const facts: [string, string][] = [
    ["command", commandLine(["npm", "run", "bench", "--", ...process.argv.slice(2)])],
    ["machine", describeMachine()],
  ];
  const measure = async (label: string, location: StoreLocation) => {
    const store = await openStore(location);
    try {
      rows.push(...(await measureStore(store, label, flags)));
    } finally {
      await store.close();
    }
  };
  try {
    await measure("SQLite", { kind: "sqlite", path: join(folder.path, "ledger.db") });
    if (flags.postgres !== undefined) {
      await measure("PostgreSQL", { kind: "postgres", url: flags.postgres });
    } else {
      const server = await startPostgres();
      if (typeof server === "string") facts.push(["PostgreSQL", server]);
      else {
        try {
          await measure("PostgreSQL", { kind: "postgres", url: await server.createDatabase() });
        } finally {
          await server.remove();
        }
      }
    }
  } finally {
    folder.remove();
  }
  const report = {
    title: `ledger: ${flags.rows.toLocaleString("en")} requests of a month`,
    facts,
    subject: "Fourone",
    rows,
    warnings: warning === undefined ? [] : [warning],
  };
  process.stdout.write(`${renderReport(report, flags.format)}\n`);
}

async function measureStore(store: Store, label: string, flags: LedgerFlags): Promise<Row[]> {
  const random: Random = seededRandom(flags.seed);
  tell(`ledger: filling ${label}`);
  for (let written = 0; written < flags.rows; written += FILLED_AT_ONCE) {
    const count = Math.min(FILLED_AT_ONCE, flags.rows - written);
    const some = Array.from({ length: count }, (_, n) =>
      ledgerRow(random, `filled_${written + n}`, LEDGER_START),
    );
    await store.usage.record(some);
  }
  tell(`ledger: asking ${label}`);
  return [
    ...(await measureQueries(store, label, flags.rounds)),
    ...(await measureRecording(store, label, random, flags.rounds)),
  ];
}
