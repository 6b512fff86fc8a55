import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openStore, type Store } from "../store/index.ts";
import { JobLoop } from "./job-loop.ts";

const QUEUE = "letters";

let folder: string;
let store: Store;
let told: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fourone-job-loop-"));
  store = await openStore({ kind: "sqlite", path: join(folder, "store.db") });
  told = "";
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

/** Polls never: what it does, it was woken for. */
function makeLoop(): JobLoop {
  const log = pino(
    {},
    {
      write: (line) => {
        told += line;
      },
    },
  );
  return new JobLoop({ store, log, jobs: "letters", leaseMilliseconds: 60_000, pollMilliseconds: 1e8 });
}

const enqueue = (id: string) =>
  store.jobs.enqueue({ id, projectId: "proj_default", queue: QUEUE, payload: {}, priority: 0 });

describe("JobLoop", () => {
  it("takes the next job when one has ended, and ends when all at work have", async () => {
    for (const id of ["a", "b", "c"]) await enqueue(id);
    const loop = makeLoop();
    const begun: string[] = [];
    const ends = new Map<string, () => void>();
    loop.start(async () => {
      for (const lease of await loop.lease(QUEUE, 2 - loop.running)) {
        begun.push(lease.id);
        const { promise, resolve } = Promise.withResolvers<void>();
        ends.set(lease.id, resolve);
        loop.run(promise);
      }
    });
    await vi.waitFor(() => expect(begun).toEqual(["a", "b"]));
    ends.get("b")?.();
    await vi.waitFor(() => expect(begun).toEqual(["a", "b", "c"]));

    let stopped = false;
    const stop = loop.stop().then(() => {
      stopped = true;
    });
    ends.get("a")?.();
    await enqueue("d");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(stopped).toBe(false);
    ends.get("c")?.();
    await stop;
    expect(begun).not.toContain("d");
  });

  it("tells the log when jobs cannot be taken, and asks again when it is woken", async () => {
    const loop = makeLoop();
    let asked = 0;
    loop.start(async () => {
      asked++;
      if (asked === 1) throw new Error("database is gone");
    });
    await vi.waitFor(() => expect(told).toContain("letters cannot be taken from the queue"));
    expect(asked).toBe(1);
    loop.wake();
    await vi.waitFor(() => expect(asked).toBe(2));
    await loop.stop();
  });
});
