import type { Bench, BenchSession } from "./bench.ts";
import type { BenchFlags } from "./flags.ts";
import { describeMachine } from "./machine/machine.ts";
import { serverMemory } from "./machine/process-memory.ts";
import { sampleQuietness, warnOfOthers } from "./machine/quietness.ts";
import { tell } from "./progress.ts";
import { seededRandom } from "./prompts/seeded-random.ts";
import { commandLine } from "./report/command-line.ts";
import { renderReport } from "./report/report.ts";
import type { Row } from "./report/row.ts";
import type { BenchServer } from "./servers/bench-server.ts";
import { openServers } from "./servers/open-servers.ts";
import { warmUp } from "./warm-up.ts";

/**
 * Runs a bench and prints its report. A part that fails does not take the others' figures with it.
 * @returns whether all parts ran.
 */
export async function runBench(bench: Bench, flags: BenchFlags): Promise<boolean> {
  const start = Date.now();
  const warning = warnOfOthers(await sampleQuietness());
  if (warning !== undefined) tell(`WARNING: ${warning}`);
  const open = await openServers(flags, bench.peerFlags);
  const servers = [open.subject, ...(open.peer === undefined ? [] : [open.peer])];
  for (const server of servers) await warmUp(server);

  const session: BenchSession = {
    ...open,
    servers,
    rounds: flags.rounds ?? bench.rounds,
    threads: flags.threads,
    ...(flags.lines !== undefined && { lines: flags.lines }),
    random: seededRandom(flags.seed),
  };
  const loaded = await memoryRow("memory after load", servers);
  const { rows, failures } = await runParts(bench, session, flags.only ?? Object.keys(bench.parts));
  const used = await memoryRow("memory after the run", servers);

  const report = {
    title: `${bench.name}: ${bench.summary}`,
    facts: [
      ["command", commandLine(["npm", "run", "bench", "--", ...process.argv.slice(2)])],
      ["machine", describeMachine()],
      ...open.commands,
      ["run", describeRun(session, flags.seed, start)],
    ] as const,
    subject: open.subject.label,
    ...(open.peer !== undefined && { peer: open.peer.label }),
    rows: [...rows, ...loaded, ...used],
    warnings: [...(warning === undefined ? [] : [warning]), ...failures],
  };
  process.stdout.write(`${renderReport(report, flags.format)}\n`);
  return failures.length === 0;
}

async function runParts(
  bench: Bench,
  session: BenchSession,
  wanted: readonly string[],
): Promise<{ readonly rows: Row[]; readonly failures: string[] }> {
  const rows: Row[] = [];
  const failures: string[] = [];
  for (const [name, part] of Object.entries(bench.parts)) {
    if (!wanted.includes(name)) continue;
    tell(`${bench.name}: ${name}`);
    try {
      rows.push(...(await part(session)));
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      tell(`${bench.name}: ${name} failed: ${problem}`);
      failures.push(`the part "${name}" failed: ${problem}`);
    }
  }
  return { rows, failures };
}

async function memoryRow(what: string, [subject, peer]: readonly BenchServer[]): Promise<Row[]> {
  const measure = async (server: BenchServer | undefined) => {
    const bytes = server && (await serverMemory(server.url));
    return bytes === undefined ? [] : [bytes / 2 ** 20];
  };
  const row = { what, unit: "MiB", subject: await measure(subject), peer: await measure(peer) } as const;
  return row.subject.length + row.peer.length === 0 ? [] : [row];
}

function describeRun({ rounds }: BenchSession, seed: number, start: number): string {
  const minutes = ((Date.now() - start) / 60_000).toFixed(1);
  return `${new Date(start).toISOString()}, ${minutes} minutes, ${rounds} rounds, seed ${seed}`;
}
