import { type CpuInfo, cpus, loadavg } from "node:os";
import { setTimeout as pause } from "node:timers/promises";

export interface Quietness {
  /** Share of all cores' time that was spent working while nothing of the bench ran. */
  readonly busy: number;
  /** Mean of the last minute. */
  readonly loadAverage: number;
}

const SAMPLE_MILLISECONDS = 1_000;
/** Two percent of a machine are what its own housekeeping takes. */
const QUIET_SHARE = 0.04;

/** Watches the machine for a second, before any server is started. */
export async function sampleQuietness(): Promise<Quietness> {
  const before = cpus();
  await pause(SAMPLE_MILLISECONDS);
  return { busy: busyShare(before, cpus()), loadAverage: loadavg()[0] ?? 0 };
}

export function busyShare(before: readonly CpuInfo[], after: readonly CpuInfo[]): number {
  const idle = sum(after, ({ times }) => times.idle) - sum(before, ({ times }) => times.idle);
  const all = sum(after, totalTime) - sum(before, totalTime);
  return all > 0 ? 1 - idle / all : 0;
}

/** Words of warning where others were at work; absent on a quiet machine. */
export function warnOfOthers({ busy, loadAverage }: Quietness): string | undefined {
  if (busy < QUIET_SHARE) return undefined;
  return (
    `the machine was not quiet before the start: ${(busy * 100).toFixed(0)} % of its CPU time was in use, ` +
    `load average ${loadAverage.toFixed(2)}; figures are too low and ratios uncertain`
  );
}

function totalTime({ times }: CpuInfo): number {
  return times.user + times.nice + times.sys + times.idle + times.irq;
}

function sum(infos: readonly CpuInfo[], read: (info: CpuInfo) => number): number {
  return infos.reduce((total, info) => total + read(info), 0);
}
