import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { usageRecord } from "../../store/testing/examples.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

const day = 86_400;
const start = Date.parse("2026-03-02") / 1000;
const noon = start + 12 * 3_600;

describe("reports of usage", () => {
  let subject: TestServer;
  let client: OpenAI;
  beforeAll(async () => {
    subject = await startTestServer({
      clock: { now: () => (start + 10 * day) * 1000, elapsed: () => performance.now() },
    });
    client = new OpenAI({ baseURL: subject.url, apiKey: "none", adminAPIKey: "none", maxRetries: 0 });
    const million = { inputTokens: 1_000_000, cachedTokens: 400_000, outputTokens: 100_000 };
    const at = (seconds: number) => ({ recordedAt: seconds * 1000 });
    await subject.store.usage.record([
      usageRecord({ ...million, ...at(noon), model: "gpt-4.1-2025-04-14", apiKeyId: "key_a" }),
      usageRecord({ ...million, ...at(noon + 60), model: "gpt-4.1-nano-2025-04-14", batch: true }),
      usageRecord({ ...million, ...at(noon + 2 * day), model: "gpt-4.1-2025-04-14", projectId: "proj_b" }),
      usageRecord({
        ...at(noon),
        kind: "embeddings",
        model: "text-embedding-3-small",
        inputTokens: 7,
        cachedTokens: 0,
        outputTokens: 0,
      }),
    ]);
  });
  afterAll(() => subject.server.close(0));

  const get = async (path: string) => {
    const answer = await fetch(`${subject.url}/organization${path}`);
    return { status: answer.status, body: await answer.json() };
  };

  it("give a bucket for each day, also for those without any", async () => {
    const page = await client.admin.organization.usage.completions({
      start_time: start,
      end_time: start + 3 * day,
    });
    expect(page.data.map(({ start_time, end_time }) => [start_time, end_time])).toEqual([
      [start, start + day],
      [start + day, start + 2 * day],
      [start + 2 * day, start + 3 * day],
    ]);
    expect(page.data[1]?.results).toEqual([]);
    expect(page).toMatchObject({ object: "page", has_more: false, next_page: null });
    expect(page.data[0]?.results).toEqual([
      {
        object: "organization.usage.completions.result",
        input_tokens: 2_000_000,
        num_model_requests: 2,
        output_tokens: 200_000,
        input_cached_tokens: 800_000,
        input_uncached_tokens: 1_200_000,
        input_cache_write_tokens: 0,
        input_text_tokens: 1_200_000,
        output_text_tokens: 200_000,
        input_cached_text_tokens: 800_000,
        input_audio_tokens: 0,
        input_cached_audio_tokens: 0,
        output_audio_tokens: 0,
        input_image_tokens: 0,
        input_cached_image_tokens: 0,
        output_image_tokens: 0,
        project_id: null,
        user_id: null,
        api_key_id: null,
        model: null,
        batch: null,
        service_tier: null,
      },
    ]);
  });

  it("are filtered and grouped as asked, by names of either kind", async () => {
    const range = { start_time: noon, end_time: noon + 1 };
    const grouped = await client.admin.organization.usage.completions({
      ...range,
      group_by: ["model", "api_key_id", "batch"],
    });
    expect(grouped.data[0]?.results).toMatchObject([
      { model: "gpt-4.1-2025-04-14", api_key_id: "key_a", batch: false, project_id: null },
      { model: "gpt-4.1-nano-2025-04-14", api_key_id: null, batch: true },
    ]);
    const count = async (query: object) => {
      const { data } = await client.admin.organization.usage.completions({ ...range, ...query });
      return data
        .flatMap(({ results }) => results)
        .reduce((sum, result) => sum + ("num_model_requests" in result ? result.num_model_requests : 0), 0);
    };
    expect(await count({ models: ["gpt-4.1"] })).toBe(1);
    expect(await count({ batch: true })).toBe(1);
    expect(await count({ batch: false })).toBe(1);
    expect(await count({ project_ids: ["proj_b"] })).toBe(0);
    expect(await count({ api_key_ids: ["key_a"] })).toBe(1);
    expect(await count({ user_ids: ["user_x"] })).toBe(0);
    const plain = await get(`/usage/completions?start_time=${noon}&end_time=${noon + 1}&models=gpt-4.1`);
    expect(plain.body).toMatchObject({ data: [{ results: [{ num_model_requests: 1 }] }] });
  });

  it("name the user that keys say they belong to, and the service account of those that have one", async () => {
    const records = ["", "svc_acct_x"].map((userId) =>
      usageRecord({ recordedAt: (start + 5 * day) * 1000, userId: userId || undefined }),
    );
    await subject.store.usage.record(records);
    const usersOf = async (query: object) => {
      const range = { start_time: start + 5 * day, end_time: start + 6 * day };
      const { data } = await client.admin.organization.usage.completions({
        ...range,
        group_by: ["user_id"],
        ...query,
      });
      return data[0]?.results.map((result) => "user_id" in result && result.user_id);
    };
    expect(await usersOf({})).toEqual(["user-local", "svc_acct_x"]);
    expect(await usersOf({ user_ids: ["user-local"] })).toEqual(["user-local"]);
    expect(await usersOf({ user_ids: ["svc_acct_x"] })).toEqual(["svc_acct_x"]);
  });

  it("go from page to page, in minutes as in days", async () => {
    const seen: number[] = [];
    let page: string | undefined;
    do {
      const answer = await client.admin.organization.usage.completions({
        start_time: noon - 60,
        end_time: noon + 300,
        bucket_width: "1m",
        limit: 2,
        ...(page !== undefined && { page }),
      });
      seen.push(...answer.data.map(({ results }) => results.length));
      page = answer.next_page ?? undefined;
    } while (page !== undefined);
    expect(seen).toEqual([0, 1, 1, 0, 0, 0]);
  });

  it("end now where no end is given", async () => {
    const answer = await client.admin.organization.usage.completions({ start_time: start, limit: 31 });
    expect(answer.data).toHaveLength(11);
    const first = await client.admin.organization.usage.completions({ start_time: start });
    expect(first.data).toHaveLength(7);
    expect(first.has_more).toBe(true);
  });

  it("of embeddings are apart", async () => {
    const { data } = await client.admin.organization.usage.embeddings({
      start_time: start,
      end_time: start + day,
    });
    expect(data[0]?.results).toEqual([
      {
        object: "organization.usage.embeddings.result",
        input_tokens: 7,
        num_model_requests: 1,
        project_id: null,
        user_id: null,
        api_key_id: null,
        model: null,
      },
    ]);
  });

  it("of costs add prices up exactly, batches at half", async () => {
    const { data } = await client.admin.organization.usage.costs({
      start_time: start,
      end_time: start + day,
    });
    // 1.2 + 0.2 + 0.8 for the first, (0.06 + 0.01 + 0.04) / 2 for the batch, 0.00000014 for the embedding
    expect(data[0]?.results).toMatchObject([
      {
        amount: { value: 2.25500014, currency: "usd" },
        line_item: null,
        quantity: null,
        quantity_unit: null,
      },
    ]);
    const lines = await client.admin.organization.usage.costs({
      start_time: start,
      end_time: start + day,
      group_by: ["line_item", "project_id"],
      api_key_ids: ["key_a"],
    });
    expect(lines.data[0]?.results).toMatchObject([
      {
        line_item: "gpt-4.1-2025-04-14, input",
        amount: { value: 1.2 },
        quantity: 600_000,
        quantity_unit: "tokens",
      },
      { line_item: "gpt-4.1-2025-04-14, cached input", amount: { value: 0.2 }, project_id: "proj_default" },
      { line_item: "gpt-4.1-2025-04-14, output", amount: { value: 0.8 } },
    ]);
  });

  it.each([
    ["/usage/completions", "start_time"],
    ["/usage/completions?start_time=x", "start_time"],
    ["/usage/completions?start_time=-1", "start_time"],
    ["/usage/completions?start_time=1e30", "start_time"],
    [`/usage/completions?start_time=${start}&end_time=${start}`, "end_time"],
    [`/usage/completions?start_time=${start}&limit=32`, "limit"],
    [`/usage/completions?start_time=${start}&limit=0`, "limit"],
    [`/usage/completions?start_time=${start}&bucket_width=2d`, "bucket_width"],
    [`/usage/completions?start_time=${start}&page=page_x`, "page"],
    [`/usage/completions?start_time=${start}&group_by[]=colour`, "group_by[]"],
    [`/usage/embeddings?start_time=${start}&group_by=batch`, "group_by"],
    [`/costs?start_time=${start}&limit=181`, "limit"],
    [`/costs?start_time=${start}&bucket_width=1h`, "bucket_width"],
  ])("refuse %s for its %s", async (path, param) => {
    const { status, body } = await get(path);
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { type: "invalid_request_error" } });
    expect((body as { error: { param: string } }).error.param).toContain(param);
  });
});
