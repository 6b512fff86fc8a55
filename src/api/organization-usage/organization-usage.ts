import type { Resource } from "../api-environment.ts";
import { costs } from "./costs.ts";
import { usageReport } from "./usage-report.ts";

const REPORTS: readonly Resource[] = [
  usageReport({
    kind: "completions",
    groups: ["project_id", "user_id", "api_key_id", "model", "batch", "service_tier"],
    filtersBatch: true,
    // Text is all that these models take and give.
    counts: ({ inputTokens, cachedTokens, outputTokens }) => ({
      output_tokens: outputTokens,
      input_cached_tokens: cachedTokens,
      input_uncached_tokens: inputTokens - cachedTokens,
      input_cache_write_tokens: 0,
      input_text_tokens: inputTokens - cachedTokens,
      output_text_tokens: outputTokens,
      input_cached_text_tokens: cachedTokens,
      input_audio_tokens: 0,
      input_cached_audio_tokens: 0,
      output_audio_tokens: 0,
      input_image_tokens: 0,
      input_cached_image_tokens: 0,
      output_image_tokens: 0,
    }),
  }),
  usageReport({
    kind: "embeddings",
    groups: ["project_id", "user_id", "api_key_id", "model"],
    filtersBatch: false,
    counts: () => ({}),
  }),
  usageReport({
    kind: "moderations",
    groups: ["project_id", "user_id", "api_key_id", "model"],
    filtersBatch: false,
    counts: () => ({}),
  }),
  costs,
];

/** `/v1/organization/usage/…` and `/v1/organization/costs` */
export const organizationUsage: Resource = (application, services) => {
  for (const report of REPORTS) report(application, services);
};
