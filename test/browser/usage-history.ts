import { defaultProjectId, type UsageRecord } from "../../src/store/index.ts";

const DAY_MILLISECONDS = 86_400_000;

const SHARES = [
  { model: "gpt-4.1-2025-04-14", requests: 9, batch: false },
  { model: "gpt-4.1-mini-2025-04-14", requests: 14, batch: false },
  { model: "gpt-4.1-mini-2025-04-14", requests: 20, batch: true },
  { model: "gpt-4.1-nano-2025-04-14", requests: 6, batch: false },
];

/** A month as a small team has it: busy weeks, quiet weekends, the same every time. */
export function usageHistory(now: number): UsageRecord[] {
  const records: UsageRecord[] = [];
  for (let day = 1; day < 30; day++) {
    const recordedAt = now - day * DAY_MILLISECONDS;
    const weekend = [0, 6].includes(new Date(recordedAt).getUTCDay());
    const mood = (weekend ? 0.25 : 1) * (0.75 + 0.5 * Math.abs(Math.sin(day * 12.9)));
    for (const { model, requests, batch } of SHARES) {
      for (let request = 0; request < Math.round(requests * mood); request++) {
        const inputTokens = 1_500 + ((request * 977 + day * 131) % 6_000);
        records.push({
          id: `chatcmpl-history-${records.length}`,
          kind: "completions",
          endpoint: "/v1/chat/completions",
          projectId: defaultProjectId,
          apiKeyId: undefined,
          userId: undefined,
          endUser: undefined,
          model,
          serviceTier: "default",
          batch,
          outcome: "completed",
          recordedAt,
          inputTokens,
          cachedTokens: Math.floor((inputTokens * 0.62) / 128) * 128,
          outputTokens: 120 + ((request * 53) % 500),
          acceptedPredictionTokens: 0,
          rejectedPredictionTokens: 0,
          durationMicroseconds: 4_000_000,
          machineMicroseconds: 1_500_000,
        });
      }
    }
  }
  return records;
}
