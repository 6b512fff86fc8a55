import type { UsageRecord } from "../../src/store/index.ts";
import type { Random } from "../prompts/seeded-random.ts";

const MODELS = ["gpt-4.1-2025-04-14", "gpt-4.1-mini-2025-04-14", "gpt-4.1-nano-2025-04-14"] as const;
const PROJECTS = 10;
const KEYS_OF_A_PROJECT = 4;
const DAYS = 31;
const DAY = 86_400;

/** The last second that they are of; not a moment of today, so that two runs see the same. */
export const LEDGER_END = Date.parse("2026-03-01") / 1000;
export const LEDGER_START = LEDGER_END - DAYS * DAY;

/** A request of an organization: ten projects, four keys each, three models, a quarter of it in batches. */
export function ledgerRow(random: Random, id: string, from: number): UsageRecord {
  const below = (limit: number) => Math.floor(random() * limit);
  const project = below(PROJECTS);
  const key = below(KEYS_OF_A_PROJECT);
  const inputTokens = 100 + below(4_000);
  return {
    id,
    kind: "completions",
    endpoint: "/v1/chat/completions",
    projectId: `proj_${project}`,
    apiKeyId: `key_${project}_${key}`,
    userId: `user_${project}_${key}`,
    endUser: undefined,
    model: MODELS[below(MODELS.length)]!,
    serviceTier: "default",
    batch: below(4) === 0,
    outcome: "completed",
    recordedAt: (from + below(LEDGER_END - from)) * 1000,
    inputTokens,
    cachedTokens: below(inputTokens),
    outputTokens: 1 + below(800),
    acceptedPredictionTokens: 0,
    rejectedPredictionTokens: 0,
    durationMicroseconds: 1_000_000 + below(5_000_000),
    machineMicroseconds: 500_000 + below(2_000_000),
  };
}
