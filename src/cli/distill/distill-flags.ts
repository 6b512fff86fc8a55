import type { ReachFlags } from "../config-flags.ts";

export interface DistillFlags extends ReachFlags {
  readonly teacher?: string;
  readonly student?: string;
  readonly metadata?: readonly string[];
  /** Days, such as 2026-01-31. */
  readonly after?: string;
  readonly before?: string;
  readonly limit?: number;
  readonly heldOut?: number;
  readonly name?: string;
  readonly suffix?: string;
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly learningRateMultiplier?: number;
  readonly seed?: number;
  readonly dryRun?: boolean;
  readonly fileOnly?: string;
  readonly id?: string;
  readonly json?: boolean;
}

/** What is selected, as the API takes it. */
export function selectionOf(flags: DistillFlags) {
  const { teacher, metadata, after, before, limit, heldOut, seed } = flags;
  if (teacher === undefined) throw new Error("name a --teacher, or with --id the distillation to watch");
  return {
    teacher,
    filter: {
      metadata: metadata && Object.fromEntries(metadata.map(pairOf)),
      // Days begin with their first second, and the API's times are left out themselves.
      created_after: after && secondsOf(after) - 1,
      created_before: before && secondsOf(before),
    },
    limit,
    held_out: heldOut,
    seed,
  };
}

/** All of what is to be done, as the API takes it. */
export function requestOf(flags: DistillFlags) {
  const selection = { ...selectionOf(flags), name: flags.name };
  if (flags.fileOnly !== undefined) return { ...selection, train: false };
  const { student, suffix, epochs, batchSize, learningRateMultiplier } = flags;
  if (student === undefined) throw new Error("name a --student, or with --file-only where the file goes");
  const hyperparameters = {
    n_epochs: epochs,
    batch_size: batchSize,
    learning_rate_multiplier: learningRateMultiplier,
  };
  return { ...selection, student, suffix, hyperparameters };
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw new Error(`metadata is given as key=value, not as ${text}`);
  return [text.slice(0, at), text.slice(at + 1)];
}

const secondsOf = (day: string) => Date.parse(day) / 1000;
