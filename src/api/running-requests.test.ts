import { describe, expect, it } from "vitest";
import { shuttingDown } from "./errors/server-errors.ts";
import { RunningRequests } from "./running-requests.ts";

const nobody = new AbortController().signal;

describe("RunningRequests", () => {
  it("ends a request's work when its client goes", () => {
    const client = new AbortController();
    const request = new RunningRequests(60_000).begin(client.signal);
    client.abort();
    expect(request.signal.aborted).toBe(true);
    request.end();
  });

  it("ends a request's work when its time is over", async () => {
    const request = new RunningRequests(5).begin(nobody);
    await new Promise((resolve) => request.signal.addEventListener("abort", resolve));
    expect(request.signal.reason).toMatchObject({ status: 408, code: "request_timeout" });
    request.end();
  });

  it("waits for the work there is, and tells when it takes too long", async () => {
    const running = new RunningRequests(60_000);
    const first = running.begin(nobody);
    const second = running.begin(nobody);
    expect(await running.idleWithin(5)).toBe(false);
    const idle = running.idleWithin(60_000);
    first.end();
    second.end();
    expect(await idle).toBe(true);
    expect(running.size).toBe(0);
  });

  it("takes no work once it stops accepting, and can end what is left", () => {
    const running = new RunningRequests(60_000);
    const request = running.begin(nobody);
    running.stopAccepting();
    expect(() => running.begin(nobody)).toThrow(/shutting down/);
    running.cancelAll(shuttingDown());
    expect(request.signal.reason).toMatchObject({ status: 503 });
    request.end();
  });
});
