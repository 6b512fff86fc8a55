import { startTestServer } from "../../src/api/testing/test-server.ts";
import type { Store } from "../../src/store/index.ts";
import { atMost, type Row } from "../report/row.ts";
import { LEDGER_END, LEDGER_START } from "./ledger-rows.ts";

const DAY = 86_400;
const MILLISECONDS = 200;

const ALL_GROUPS = ["project_id", "user_id", "api_key_id", "model", "batch", "service_tier"];

/** Every way to ask: of each width, as much as one page may hold. */
const QUERIES: readonly (readonly [what: string, path: string, query: Readonly<Record<string, unknown>>])[] =
  [
    ["usage by day", "/usage/completions", { limit: 31 }],
    ["usage by day, by model", "/usage/completions", { limit: 31, group_by: ["model"] }],
    ["usage by day, all groups", "/usage/completions", { limit: 31, group_by: ALL_GROUPS }],
    ["usage by day, of one key", "/usage/completions", { limit: 31, api_key_ids: ["key_3_1"], batch: false }],
    ["usage by hour, a week", "/usage/completions", { limit: 168, bucket_width: "1h" }],
    [
      "usage by hour, a week, all groups",
      "/usage/completions",
      { limit: 168, bucket_width: "1h", group_by: ALL_GROUPS },
    ],
    ["usage by minute, a day", "/usage/completions", { limit: 1440, bucket_width: "1m" }],
    [
      "usage by minute, a day, all groups",
      "/usage/completions",
      { limit: 1440, bucket_width: "1m", group_by: ALL_GROUPS },
    ],
    ["costs by day", "/costs", { limit: 31 }],
    ["costs by line item", "/costs", { limit: 31, group_by: ["line_item"] }],
    ["costs by project and key", "/costs", { limit: 31, group_by: ["project_id", "api_key_id"] }],
    [
      "costs by project, key and line item",
      "/costs",
      { limit: 31, group_by: ["project_id", "api_key_id", "line_item"] },
    ],
  ];

/** From the request to the last byte of its answer, over HTTP. */
export async function measureQueries(store: Store, label: string, rounds: number): Promise<Row[]> {
  const now = () => LEDGER_END * 1000;
  const server = await startTestServer({ store, clock: { now, elapsed: () => performance.now() } });
  const rows: Row[] = [];
  try {
    for (const [what, path, query] of QUERIES) {
      const url = `${server.url}/organization${path}?${parameters(query)}`;
      const times: number[] = [];
      let results = 0;
      for (let round = -1; round < rounds; round++) {
        const start = performance.now();
        const text = await (await fetch(url)).text();
        // The first has the database read its pages.
        if (round >= 0) times.push(performance.now() - start);
        results = countResults(text);
      }
      rows.push({
        what: `${label}: ${what} (${results.toLocaleString("en")} results)`,
        unit: "ms",
        subject: times,
        target: atMost("value", MILLISECONDS),
      });
    }
  } finally {
    await server.server.close(0);
  }
  return rows;
}

function parameters(query: Readonly<Record<string, unknown>>): URLSearchParams {
  // The month's days and hours; of minutes its last day.
  const start = query.bucket_width === "1m" ? LEDGER_END - DAY : LEDGER_START;
  const all = new URLSearchParams({ start_time: String(start), end_time: String(LEDGER_END) });
  for (const [name, value] of Object.entries(query)) {
    for (const each of [value].flat()) all.append(Array.isArray(value) ? `${name}[]` : name, String(each));
  }
  return all;
}

/** @throws Error where the answer is none. */
function countResults(text: string): number {
  const { data } = JSON.parse(text) as { data?: { results: unknown[] }[] };
  if (data === undefined) throw new Error(`the report was refused: ${text}`);
  return data.reduce((sum, { results }) => sum + results.length, 0);
}
