import { randomBytes } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { askInternally } from "./internal-request.ts";

const pauses = vi.hoisted((): number[] => []);
vi.mock("node:timers/promises", () => ({
  setTimeout: async (milliseconds: number, _value: undefined, { signal }: { signal: AbortSignal }) => {
    signal.throwIfAborted();
    pauses.push(milliseconds);
  },
}));

/** Asks a server that answers with these statuses, one after the other. */
async function ask(statuses: readonly number[], signal = new AbortController().signal) {
  const left = [...statuses];
  pauses.length = 0;
  const request = { endpoint: "/v1/chat/completions", projectId: "p", keyId: undefined, request: "{}" };
  const dispatch = async () => new Response("{}", { status: left.shift() ?? 200 });
  const { status } = await askInternally(request, { services: { random: randomBytes }, dispatch }, signal);
  return { status, asked: statuses.length - left.length };
}

describe("a request that the server asks of itself", () => {
  it("is asked six times where it fails, with pauses that double", async () => {
    expect(await ask([500, 429, 502, 500, 500, 500, 200])).toEqual({ status: 500, asked: 6 });
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000]);
    expect(await ask([400, 200])).toEqual({ status: 400, asked: 1 });
  });

  it("waits for as long as the server can do nothing for anybody", async () => {
    const away = Array.from({ length: 50 }, (_, n) => (n % 2 === 0 ? 503 : 507));
    expect(await ask([...away, 200])).toEqual({ status: 200, asked: 51 });
    expect(Math.max(...pauses)).toBe(16_000);
  });

  it("waits no longer than its work is wanted", async () => {
    const stop = new AbortController();
    stop.abort(new Error("cancelled"));
    await expect(ask([503], stop.signal)).rejects.toThrow("cancelled");
  });
});
