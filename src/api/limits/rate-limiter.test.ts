import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore, type Store } from "../../store/index.ts";
import { ApiError } from "../errors/api-error.ts";
import { RateLimiter } from "./rate-limiter.ts";

const folder = mkdtempSync(join(tmpdir(), "fourone-limits-"));
let time = 1_750_000_000_000;
const clock = { now: () => time, elapsed: () => time };
let store: Store;
beforeAll(async () => {
  store = await openStore({ kind: "sqlite", path: join(folder, "store.db") }, { clock });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const limiter = (requestsPerMinute?: number, tokensPerMinute?: number) =>
  new RateLimiter({
    store,
    clock,
    organization: "org-x",
    defaults: { requestsPerMinute, tokensPerMinute },
  });

let projects = 0;
const freshProject = () => `proj_${++projects}`;
const request = { model: "m", limitedModel: "m" };

/** Whether the request was let through. */
const tries = (server: RateLimiter, project: string, tokens = 1) =>
  server.charge(project, request, tokens).then(
    () => true,
    (error: unknown) => {
      if (error instanceof ApiError && error.status === 429) return false;
      throw error;
    },
  );

async function refusal(server: RateLimiter, project: string, tokens = 1): Promise<ApiError> {
  const error = await server.charge(project, request, tokens).catch((thrown: unknown) => thrown);
  if (!(error instanceof ApiError)) throw new Error("it was let through");
  return error;
}

describe("a rate limiter", () => {
  it("lets a minute's worth through at once, then as much as refills", async () => {
    const [server, project] = [limiter(7), freshProject()];
    for (let n = 0; n < 7; n++) {
      const { requests } = await server.charge(project, request, 1);
      expect(requests).toMatchObject({ limit: 7, remaining: 6 - n });
    }
    expect(await tries(server, project)).toBe(false);
    time += 8_571;
    expect(await tries(server, project)).toBe(false);
    time += 1;
    expect(await tries(server, project)).toBe(true);
    expect(await tries(server, project)).toBe(false);
  });

  it("counts nothing where there is no limit", async () => {
    expect(await limiter().charge(freshProject(), request, 1e12)).toEqual({});
  });

  it("says in the service's words how long to wait", async () => {
    const [server, project] = [limiter(undefined, 30_000), freshProject()];
    await server.charge(project, request, 18_928);
    expect(await refusal(server, project, 11_159)).toMatchObject({
      type: "tokens",
      code: "rate_limit_exceeded",
      message:
        "Rate limit reached for m in organization org-x on tokens per min (TPM): Limit 30000, Used 18928, Requested 11159. Please try again in 174ms. Visit https://platform.openai.com/account/rate-limits to learn more.",
      headers: {
        "x-ratelimit-limit-tokens": "30000",
        "x-ratelimit-remaining-tokens": "11072",
        "x-ratelimit-reset-tokens": "37.856s",
        "retry-after": "1",
        "retry-after-ms": "174",
      },
    });
    time += 174;
    expect(await tries(server, project, 11_159)).toBe(true);
    expect((await refusal(server, project, 30_001)).message).toMatch(
      /^Request too large for m in organization org-x on tokens per min \(TPM\): Limit 30000, Requested 30001\./,
    );
  });

  it("takes nothing of one limit where the other refuses", async () => {
    const [server, project] = [limiter(2, 100), freshProject()];
    expect(await tries(server, project, 100)).toBe(true);
    expect(await refusal(server, project, 50)).toMatchObject({ type: "tokens" });
    time += 30_000;
    expect(await tries(server, project, 50)).toBe(true);
    expect(await refusal(server, project, 1)).toMatchObject({ type: "tokens" });
  });

  it("is exact again after a restart in good order, and never generous after a crash", async () => {
    const project = freshProject();
    const first = limiter(100);
    for (let n = 0; n < 42; n++) await first.charge(project, request, 1);
    await first.close();
    const second = limiter(100);
    const { requests } = await second.charge(project, request, 1);
    expect(requests?.remaining).toBe(57);
    // The second is never closed.
    const third = limiter(100);
    let through = 0;
    while (await tries(third, project)) through++;
    expect(through).toBeLessThanOrEqual(57);
    expect(through).toBeGreaterThanOrEqual(52);
  });

  it("asks the database for one request in many", async () => {
    let asked = 0;
    const counting = Object.create(store) as Store;
    Object.defineProperty(counting, "limitBuckets", {
      value: {
        take: (withdrawals: Parameters<Store["limitBuckets"]["take"]>[0]) => {
          asked++;
          return store.limitBuckets.take(withdrawals);
        },
      },
    });
    const defaults = { requestsPerMinute: 1_000 };
    const server = new RateLimiter({ store: counting, clock, organization: "o", defaults });
    const project = freshProject();
    const all = await Promise.all(Array.from({ length: 1_200 }, () => tries(server, project)));
    expect(all.filter(Boolean)).toHaveLength(1_000);
    expect(asked).toBeLessThanOrEqual(22);
  });

  it("locks nobody out when the clock is set back", async () => {
    const [server, project] = [limiter(2), freshProject()];
    expect(await tries(server, project)).toBe(true);
    expect(await tries(server, project)).toBe(true);
    time -= 86_400_000;
    expect(await tries(server, project)).toBe(true);
    time += 60_000;
    expect(await tries(server, project)).toBe(true);
    expect(await tries(server, project)).toBe(true);
  });

  it("never lets several servers together do more than one bucket holds", async () => {
    const step = fc.record({
      server: fc.nat(2),
      tokens: fc.integer({ min: 1, max: 40 }),
      wait: fc.nat(3_000),
    });
    const property = fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const project = freshProject();
      const servers = [limiter(undefined, 100), limiter(undefined, 100), limiter(undefined, 100)];
      let level = 100;
      for (const { server, tokens, wait } of steps) {
        time += wait;
        level = Math.min(100, level + (wait * 100) / 60_000);
        if (await tries(servers[server]!, project, tokens)) level -= tokens;
        expect(level).toBeGreaterThanOrEqual(-1e-3);
      }
    });
    await fc.assert(property, { numRuns: 30 });
  });
});
