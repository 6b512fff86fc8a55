import { z } from "@hono/zod-openapi";
import { invalidRequest } from "../errors/api-error.ts";

export const WIDTHS = { "1m": 60, "1h": 3_600, "1d": 86_400 } as const;

export type Width = (typeof WIDTHS)[keyof typeof WIDTHS];

export interface RangeWishes {
  readonly start_time: number;
  readonly end_time?: number | undefined;
  readonly page?: string | undefined;
}

/** The buckets of one page, which begin at multiples of their width in UTC. */
export interface BucketRange {
  readonly from: number;
  readonly until: number;
  readonly width: Width;
  /** Where the next page begins, if there is one. */
  readonly next: number | undefined;
}

/** Throws an `ApiError`. `now` in Unix seconds. */
export function toBucketRange(wishes: RangeWishes, width: Width, limit: number, now: number): BucketRange {
  const end = wishes.end_time ?? Math.max(now, wishes.start_time) + 1;
  if (end <= wishes.start_time) {
    throw invalidRequest("'end_time' must be greater than 'start_time'.", "end_time", "invalid_value");
  }
  const first = Math.floor(wishes.start_time / width) * width;
  const last = Math.ceil(end / width) * width;
  const from = wishes.page === undefined ? first : pageStart(wishes.page);
  if (from % width !== 0 || from < first || from >= last) throw invalidPage();
  const until = Math.min(last, from + limit * width);
  return { from, until, width, next: until < last ? until : undefined };
}

interface Bucketed {
  readonly bucket: number;
}

/** Every bucket of the range, also those in which nothing was used. */
export function toBucketPage<Sum extends Bucketed, Result>(
  { from, until, width, next }: BucketRange,
  sums: readonly Sum[],
  toResults: (sums: readonly Sum[]) => Result[],
) {
  const byBucket = Map.groupBy(sums, ({ bucket }) => bucket);
  const data = [];
  for (let start = from; start < until; start += width) {
    const results = toResults(byBucket.get(start) ?? []);
    data.push({ object: "bucket" as const, start_time: start, end_time: start + width, results });
  }
  return {
    object: "page" as const,
    data,
    has_more: next !== undefined,
    next_page: next === undefined ? null : pageToken(next),
  };
}

export const bucketPage = <Result extends z.ZodType>(result: Result) =>
  z.object({
    object: z.literal("page"),
    data: z.array(
      z.object({
        object: z.literal("bucket"),
        start_time: z.int(),
        end_time: z.int(),
        results: z.array(result),
      }),
    ),
    has_more: z.boolean(),
    next_page: z.string().nullable(),
  });

function pageToken(start: number): string {
  return `page_${Buffer.from(String(start)).toString("base64url")}`;
}

function pageStart(token: string): number {
  const start = Number(Buffer.from(token.replace(/^page_/, ""), "base64url").toString("latin1"));
  if (!Number.isSafeInteger(start) || pageToken(start) !== token) throw invalidPage();
  return start;
}

function invalidPage() {
  return invalidRequest(
    "Invalid 'page': expected the 'next_page' of an earlier answer to the same query.",
    "page",
    "invalid_value",
  );
}
