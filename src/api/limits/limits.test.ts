import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HELLO, startTestServer, type TestServer } from "../testing/test-server.ts";

describe("limits", () => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer({ rateLimits: { requestsPerMinute: 60, tokensPerMinute: 6_000 } });
  });
  afterAll(() => test.server.close(0));

  it("are told with every answer, streamed ones included", async () => {
    for (const stream of [false, true]) {
      const { headers } = await test.post({ ...HELLO, max_tokens: 100, stream });
      expect(headers.get("x-ratelimit-limit-requests")).toBe("60");
      expect(headers.get("x-ratelimit-limit-tokens")).toBe("6000");
      expect(Number(headers.get("x-ratelimit-remaining-requests"))).toBeLessThan(60);
      expect(headers.get("x-ratelimit-reset-tokens")).toMatch(/^[\d.]+(ms|s)$/);
      expect(Number(headers.get("x-ratelimit-remaining-tokens"))).toBeLessThanOrEqual(5_900);
    }
    const response = await test.send("/responses", { model: "gpt-4.1", input: "x" });
    expect(response.headers.get("x-ratelimit-remaining-tokens")).toBe("5999");
  });

  it("let the official client come back when it is time", async () => {
    const client = new OpenAI({ baseURL: test.url, apiKey: "x", maxRetries: 3 });
    const models = client.chat.completions;
    await models.create({ ...HELLO, model: "gpt-4.1-mini", max_tokens: 5_950 });
    const began = performance.now();
    await models.create({ ...HELLO, model: "gpt-4.1-mini", max_tokens: 150 });
    // 100 tokens are missing, and a second brings 100.
    expect(performance.now() - began).toBeGreaterThan(500);
    await expect(models.create({ ...HELLO, model: "gpt-4.1-mini", max_tokens: 6_001 })).rejects.toMatchObject(
      { status: 429, type: "tokens", code: "rate_limit_exceeded" },
    );
    const refused = await test.post({ ...HELLO, max_tokens: 6_001 });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("x-should-retry")).toBe("false");
    expect(refused.headers.get("x-ratelimit-limit-tokens")).toBe("6000");
    expect(Number(refused.headers.get("x-ratelimit-remaining-requests"))).toBeGreaterThan(0);
  });
});
