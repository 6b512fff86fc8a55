import { join } from "node:path";
import { z } from "zod";
import type { ConfigLayer } from "./config-layer.ts";
import { changeHomeRecord, readHomeRecord } from "./home-record.ts";

/** When a model ends, and what comes instead. */
export const deprecation = z.strictObject({
  /** The first day (UTC) on which it is not served any more. */
  shutdown: z.iso.date(),
  /** Since when this is known; left out, since always. */
  announced: z.iso.date().optional(),
  replacement: z.string().min(1).optional(),
  /** Whether the replacement answers for it from that day on. */
  redirect: z.boolean().default(false),
});

export type Deprecation = z.output<typeof deprecation>;

/** What ended at OpenAI when GPT-4.1 came; requests for it are told where to go. */
const GPT_4_5: Deprecation = {
  announced: "2025-04-14",
  shutdown: "2025-07-14",
  replacement: "gpt-4.1",
  redirect: false,
};

/** By the names of models. Those given come over those that are known. */
export const deprecationsSchema = z
  .record(z.string().min(1), deprecation)
  .default({})
  .transform(
    (given): Readonly<Record<string, Deprecation>> => ({
      "gpt-4.5-preview": GPT_4_5,
      "gpt-4.5-preview-2025-02-27": GPT_4_5,
      ...given,
    }),
  );

/** Holds what was deprecated by command. */
const RECORD = { file: "deprecations.json", purpose: "take all deprecations back" };

/** The deprecations of a home folder as a layer; undefined where nothing was deprecated. */
export async function readDeprecations(home: string): Promise<ConfigLayer | undefined> {
  const deprecations = await readHomeRecord(home, RECORD);
  return deprecations && { values: { deprecations }, origin: () => join(home, RECORD.file) };
}

/** Deprecates a model, or takes that back. Takes effect at the next start. */
export function writeDeprecation(home: string, model: string, given: Deprecation | undefined): Promise<void> {
  return changeHomeRecord(home, RECORD, (deprecations) => ({ ...deprecations, [model]: given }));
}
