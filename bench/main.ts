import { Command } from "commander";
import { batch } from "./batch/batch.ts";
import type { Bench } from "./bench.ts";
import { cache } from "./cache/cache.ts";
import { chat } from "./chat/chat.ts";
import { addBenchFlags } from "./flags.ts";
import { ledgerCommand } from "./ledger/ledger.ts";
import { longCommand } from "./long/long.ts";
import { playgroundCommand } from "./playground/playground.ts";
import { predict } from "./predict/predict.ts";
import { tell } from "./progress.ts";
import { runBench } from "./run-bench.ts";
import { stopStartedServers } from "./servers/started-server.ts";
import { structured } from "./structured/structured.ts";
import { tools } from "./tools/tools.ts";
import { tuneCommand } from "./tune/tune.ts";

const benches: readonly Bench[] = [chat, cache, batch, predict, structured, tools];

const program = new Command("bench").description("Speed and memory of Fourone, and of its peers beside it.");
for (const bench of benches) {
  const command = program.command(bench.name).description(bench.summary);
  addBenchFlags(command, Object.keys(bench.parts), bench.rounds).action(async (flags) => {
    process.exitCode = (await runBench(bench, flags)) ? 0 : 1;
  });
}

program.addCommand(ledgerCommand());
program.addCommand(longCommand());
program.addCommand(tuneCommand());
program.addCommand(playgroundCommand());

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void stopStartedServers().finally(() => process.exit(130));
  });
}

try {
  await program.parseAsync();
} catch (error) {
  tell(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await stopStartedServers();
}
process.exit();
