import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startChildPull } from "./fixtures/pull-child.fixture.ts";
import { failure, useRegistry } from "./fixtures/registry-test.fixture.ts";
import { million, sha256Of, weightsContent } from "./fixtures/weights-content.fixture.ts";

const content = weightsContent(2 * million);
const test = useRegistry(content);

/** The requests that a pull has to make, going by what lies in the partial folder. */
function missingRanges(): (string | undefined)[] {
  const folder = join(test.home, "weights", "fixture.partial");
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
      const { reference, environment } = test.registry;
      const { outcome } = startChildPull({ reference, home: test.home, environment, killAt });
      expect((await outcome).signal).toBe("SIGKILL");
      test.expectNothingInstalled();
      const expected = missingRanges();
      expect(expected).not.toEqual([undefined, undefined]);
      test.registry.requests.length = 0;
      expect((await test.pull()).sha256).toBe(sha256Of(content));
      expect(test.tarballRequests().map((request) => request.split(" ")[2])).toEqual(expected);
    },
  );

  it("in the second part keeps the first", async () => {
    const { reference, environment } = test.registry;
    test.registry.misbehaviour.push({}, { stallAt: 300_000 });
    const { child, outcome } = startChildPull({ reference, home: test.home, environment });
    while (test.registry.served.bytes < (test.registry.tarballBytes[0] ?? 0) + 300_000) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    child.kill("SIGKILL");
    await outcome;
    test.registry.requests.length = 0;
    await test.pull();
    expect(test.tarballRequests()).toHaveLength(1);
  });
});

describe("a disk that fills up", () => {
  it("by quota ends the pull with a typed error and nothing that passes for whole", async () => {
    const { reference, environment } = test.registry;
    const { outcome } = startChildPull({ reference, home: test.home, environment, fileBlocks: 1000 });
    const { lastLine } = await outcome;
    expect(lastLine).toMatch(/^failed disk-full: there is no room left to write .*EFBIG/);
    test.expectNothingInstalled();
    expect((await test.pull()).sha256).toBe(sha256Of(content));
    expect(test.tarballRequests()[1]).toMatch(/bytes=5\d{5}-/);
  });

  it.runIf(process.getuid?.() === 0 && process.platform === "linux")(
    "for real, a small one, does the same and goes on once there is room",
    async (context) => {
      try {
        execFileSync("mount", ["-t", "tmpfs", "-o", "size=1500k", "none", test.home], { stdio: "ignore" });
      } catch {
        context.skip("this root may not mount");
      }
      try {
        // Free space as if the disk filled up after the look at it.
        const error = await failure(test.pull({ freeBytes: async () => Number.POSITIVE_INFINITY }));
        expect(error).toMatchObject({ code: "disk-full", message: expect.stringContaining("ENOSPC") });
        test.expectNothingInstalled();
        execFileSync("mount", ["-o", "remount,size=16m", test.home]);
        expect((await test.pull()).sha256).toBe(sha256Of(content));
      } finally {
        execFileSync("umount", [test.home]);
      }
    },
  );
});
