import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Config, configSchema } from "../../config/index.ts";
import { openStore } from "../../store/index.ts";
import { usageRecord } from "../../store/testing/examples.ts";
import { storeLocation } from "../serve/store-location.ts";
import { reportUsage } from "./report-usage.ts";

const now = Date.parse("2026-03-15T12:00:00Z");

describe("fourone usage", () => {
  const home = mkdtempSync(join(tmpdir(), "fourone-usage-"));
  const config = (billing: object = {}): Config => configSchema.parse({ home, billing });
  afterAll(() => rmSync(home, { recursive: true, force: true }));
  beforeAll(async () => {
    const store = await openStore(storeLocation(config()));
    const counted = {
      inputTokens: 1_000_000,
      cachedTokens: 0,
      outputTokens: 0,
      machineMicroseconds: 3_600e6,
    };
    await store.usage.record([
      usageRecord({ ...counted, model: "gpt-4.1-2025-04-14", recordedAt: now, apiKeyId: "key_a" }),
      usageRecord({ ...counted, model: "gpt-4.1-nano-2025-04-14", recordedAt: now - 86_400_000 }),
      usageRecord({ ...counted, model: "gpt-4.1-2025-04-14", recordedAt: now - 40 * 86_400_000 }),
    ]);
    await store.close();
  });

  it("prints a table of the last thirty days", async () => {
    const table = await reportUsage(config(), { by: "model" }, now);
    expect(table.split("\n").map((line) => line.replace(/ +/g, " "))).toEqual([
      "Usage from 2026-02-14 to 2026-03-15 (UTC), money in USD",
      "",
      "model requests input cached output billed at OpenAI here blended/1M",
      "gpt-4.1-2025-04-14 1 1,000,000 0 0 2.0000 2.0000 - 2.000",
      "gpt-4.1-nano-2025-04-14 1 1,000,000 0 0 0.1000 0.1000 - 0.100",
      expect.stringMatching(/^-+$/),
      "total 2 2,000,000 0 0 2.1000 2.1000 - 1.050",
      "",
      'Set "billing.machine" in the configuration to see what it cost here.',
      "",
    ]);
  });

  it("does not round small sums away", async () => {
    const store = await openStore(storeLocation(config()));
    const small = { inputTokens: 19, cachedTokens: 0, outputTokens: 5 };
    await store.usage.record([usageRecord({ ...small, recordedAt: Date.parse("2026-01-01") })]);
    await store.close();
    const wishes = { by: "model", since: "2026-01-01", until: "2026-01-01" } as const;
    expect(await reportUsage(config(), wishes, now)).toMatch(/total +1 +19 +0 +5 +0\.000004 +0\.000004 /);
  });

  it("bills at configured prices, beside OpenAI's and the machine's", async () => {
    const billing = {
      prices: [{ model: "gpt-4.1", effective: "2026-03-01", input: 1, cachedInput: 0.5, output: 2 }],
      machine: { watts: 500, perKilowattHour: 0.3 },
    };
    const wishes = { by: "key", since: "2026-02-01", json: true } as const;
    const report = JSON.parse(await reportUsage(config(billing), wishes, now));
    expect(report.rows).toMatchObject([
      { name: "(no key)", requests: 2, billed: 2.1, atOpenAi: 2.1, here: 0.3 },
      { name: "key_a", requests: 1, billed: 1, atOpenAi: 2, here: 0.15 },
    ]);
    expect(report.total).toMatchObject({ requests: 3, billed: 3.1 });
  });

  it("says so where nothing was used", async () => {
    const text = await reportUsage(config(), { by: "day", since: "2020-01-01", until: "2020-01-02" }, now);
    expect(text).toBe("Nothing was used from 2020-01-01 to 2020-01-02.\n");
    const turned = reportUsage(config(), { by: "day", since: "2020-01-02", until: "2020-01-01" }, now);
    await expect(turned).rejects.toThrow("the first day, 2020-01-02, is after the last, 2020-01-01");
  });
});
