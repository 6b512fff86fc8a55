import { afterEach, describe, expect, it } from "vitest";
import { openAiPriceList } from "../../../ledger/index.ts";
import { usageRecord } from "../../../store/testing/examples.ts";
import type { Prices } from "../../api-environment.ts";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";

const start = Date.parse("2026-03-02") / 1000;
const hour = 3_600e6;
const machine = { perHour: 1, watts: 500, perKilowattHour: 0.4 };

let subject: TestServer | undefined;
afterEach(() => subject?.server.close(0));

async function compared(prices: Prices, query = `start_time=${start}`) {
  const clock = { now: () => (start + 86_400) * 1000, elapsed: () => performance.now() };
  subject = await startTestServer({ prices, clock });
  const tokens = { inputTokens: 1_000_000, cachedTokens: 0, outputTokens: 0, recordedAt: start * 1000 };
  await subject.store.usage.record([
    usageRecord({ ...tokens, model: "gpt-4.1-2025-04-14", machineMicroseconds: hour }),
    usageRecord({ ...tokens, model: "gpt-4.1-nano-2025-04-14", machineMicroseconds: hour / 2 }),
    usageRecord({ ...tokens, model: "gpt-4.1-nano-2025-04-14", machineMicroseconds: 0, batch: true }),
  ]);
  const answer = await fetch(`${subject.url}/fourone/costs?${query}`);
  return { status: answer.status, body: await answer.json() };
}

describe("the comparison of costs", () => {
  it("sets OpenAI's price beside the machine's, for each model and together", async () => {
    const { body } = await compared({ list: openAiPriceList, currency: "usd", machine });
    expect(body).toMatchObject({
      object: "fourone.cost_comparison",
      currency: "usd",
      machine: { per_hour: 1, watts: 500, per_kilowatt_hour: 0.4 },
      data: [
        { model: "gpt-4.1-2025-04-14", requests: 1, at_openai: 2, billed: 2, here: 1.2 },
        { model: "gpt-4.1-nano-2025-04-14", requests: 2, at_openai: 0.15, here: 0.6 },
      ],
      total: { requests: 3, input_tokens: 3_000_000, at_openai: 2.15 },
    });
    expect((body as { total: { here: number } }).total.here).toBeCloseTo(1.8, 9);
  });

  it("claims no price of a machine that nobody has given one", async () => {
    const free = { perHour: 0, watts: 300, perKilowattHour: 0 };
    const { body } = await compared({ list: openAiPriceList, currency: "usd", machine: free });
    expect(body).toMatchObject({ machine: null, total: { at_openai: 2.15, here: null } });
  });

  it("refuses a range that ends before it begins", async () => {
    const { status, body } = await compared(
      { list: openAiPriceList, currency: "usd", machine },
      `start_time=${start}&end_time=${start}`,
    );
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { param: "end_time" } });
  });
});
