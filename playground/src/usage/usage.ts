import { useQuery } from "@tanstack/react-query";
import { requestJson } from "../api/request.ts";

export interface UsageResult {
  readonly input_tokens: number;
  readonly input_cached_tokens?: number;
  readonly output_tokens: number;
  readonly num_model_requests: number;
  readonly model?: string | null;
  readonly api_key_id?: string | null;
  readonly project_id?: string | null;
  readonly batch?: boolean | null;
}

export interface CostResult {
  readonly amount?: { readonly value: number; readonly currency: string };
  readonly line_item?: string | null;
  readonly project_id?: string | null;
  readonly api_key_id?: string | null;
}

export interface Bucket<Result> {
  /** Unix seconds. */
  readonly start_time: number;
  readonly end_time: number;
  readonly results: readonly Result[];
}

interface BucketPage<Result> {
  readonly data: readonly Bucket<Result>[];
  readonly has_more: boolean;
  readonly next_page: string | null;
}

export type UsageGroup = "model" | "api_key_id" | "project_id" | "batch";

const DAY_SECONDS = 86_400;

/** Midnight UTC, so many days ago: buckets of a day begin there. */
export function daysAgo(days: number, now = Date.now()): number {
  return Math.floor(now / 1000 / DAY_SECONDS) * DAY_SECONDS - (days - 1) * DAY_SECONDS;
}

/** Every bucket of a range, page after page. */
async function allBuckets<Result>(
  path: string,
  query: Readonly<Record<string, string | number>>,
  signal: AbortSignal,
): Promise<readonly Bucket<Result>[]> {
  const buckets: Bucket<Result>[] = [];
  let page: string | undefined;
  do {
    const answer: BucketPage<Result> = await requestJson(path, {
      signal,
      query: { ...query, ...(page !== undefined && { page }) },
    });
    buckets.push(...answer.data);
    page = answer.has_more && answer.next_page !== null ? answer.next_page : undefined;
  } while (page !== undefined);
  return buckets;
}

export function useUsage(days: number, group: UsageGroup) {
  return useQuery({
    queryKey: ["usage", days, group],
    queryFn: async ({ signal }) => ({
      group,
      buckets: await allBuckets<UsageResult>(
        "/v1/organization/usage/completions",
        { start_time: daysAgo(days), bucket_width: "1d", group_by: group, limit: 31 },
        signal,
      ),
    }),
    refetchInterval: 15_000,
    // Another grouping or range takes the place of this one when it is there: the choice keeps its place.
    placeholderData: (previous) => previous,
  });
}

export function useCosts(days: number) {
  return useQuery({
    queryKey: ["costs", days],
    queryFn: ({ signal }) =>
      allBuckets<CostResult>(
        "/v1/organization/costs",
        { start_time: daysAgo(days), bucket_width: "1d", group_by: "line_item", limit: 180 },
        signal,
      ),
    refetchInterval: 15_000,
  });
}
