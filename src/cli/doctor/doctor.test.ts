import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acquireHomeLock, type Config, configSchema } from "../../config/index.ts";
import { ensureWeights, parseReference } from "../../weights/index.ts";
import { writeTinyModel } from "../tiny-model.fixture.ts";
import { checkHome } from "./check-home.ts";
import { checkMemory, checkNode, checkProcessor } from "./check-machine.ts";
import { checkPort } from "./check-port.ts";
import { checkWeights } from "./check-weights.ts";
import { examine } from "./doctor.ts";
import { describeFinding, type Finding } from "./finding.ts";

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "fourone-doctor-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function config(values: Record<string, unknown> = {}): Config {
  return configSchema.parse({ home, port: 0, ...values });
}

function levels(findings: readonly Finding[]): Record<string, string> {
  return Object.fromEntries(findings.map(({ subject, level }) => [subject, level]));
}

const memory = { hostBytes: 4 * 2 ** 30, devices: [] };
const quiet = { verify: false, onEvent: () => {} };

describe("the doctor on the machine", () => {
  it("wants the Node that Fourone was tested with", () => {
    expect(checkNode("24.99.0").level).toBe("good");
    expect(checkNode("20.20.2")).toMatchObject({
      level: "problem",
      detail: "20.20.2, and Fourone runs on 24",
    });
  });

  it("reads the processor's extensions and misses the important ones", () => {
    const modern = "CPU : SSE3 = 1 | AVX = 1 | AVX2 = 1 | AVX512 = 0 | REPACK = 1 |";
    expect(checkProcessor(modern, "x64")).toMatchObject({ level: "good" });
    expect(checkProcessor(modern, "x64").detail).toMatch(/kernels use SSE3, AVX, AVX2, REPACK$/);
    expect(checkProcessor("CPU : SSE3 = 1 | AVX2 = 0 |", "x64")).toMatchObject({
      level: "note",
      advice: expect.stringContaining("without AVX2"),
    });
    expect(checkProcessor("CPU : SSE3 = 1", "arm64").advice).toContain("NEON");
  });

  it("tells a configured budget from what is free", () => {
    expect(checkMemory(memory, undefined).detail).toMatch(/4\.0 GiB free for models$/);
    expect(checkMemory(memory, 4 * 2 ** 30).detail).toMatch(/4\.0 GiB for models, by configuration$/);
  });
});

describe("the doctor on the home folder", () => {
  it("finds it usable, also where it does not exist yet, and does not create it", async () => {
    const later = join(home, "not", "yet");
    expect(levels(await checkHome(later))).toEqual({ Home: "good", Server: "good" });
    expect(existsSync(join(home, "not"))).toBe(false);
  });

  it("names the server that runs on it", async () => {
    using _lock = await acquireHomeLock(home);
    const [, server] = await checkHome(home);
    expect(server).toMatchObject({
      level: "note",
      detail: expect.stringContaining(`process ${process.pid}`),
    });
  });

  it.each([
    ["a file in its place", () => writeFileSync(join(home, "home"), "")],
    ["a folder that may not be written", () => mkdirSync(join(home, "home"), { mode: 0o500 })],
  ])("cannot use %s", async (what, make) => {
    make();
    const path = join(home, "home");
    // Root may write anywhere, so for root only the first case is a problem.
    const expected = what.startsWith("a folder") && process.getuid?.() === 0 ? "good" : "problem";
    expect((await checkHome(path))[0]?.level).toBe(expected);
    if (what.startsWith("a folder")) chmodSync(path, 0o700);
  });
});

describe("the doctor on the address", () => {
  it("finds a free port free", async () => {
    expect(await checkPort(config())).toMatchObject({ level: "good" });
  });

  it("finds a taken port taken, unless by this home folder's own server", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    expect(await checkPort(config({ port }))).toMatchObject({
      level: "problem",
      detail: expect.stringContaining("EADDRINUSE"),
      advice: expect.stringContaining("choose another port"),
    });
    using _lock = await acquireHomeLock(home);
    expect(await checkPort(config({ port }))).toMatchObject({ level: "note" });
    other.close();
  });

  it("wants a key on an address that others can reach", async () => {
    expect(await checkPort(config({ host: "0.0.0.0" }))).toMatchObject({ level: "note" });
    expect(await checkPort(config({ host: "0.0.0.0", apiKey: "k" }))).toMatchObject({ level: "good" });
  });

  it("knows when the machine has no such address", async () => {
    expect(await checkPort(config({ host: "192.0.2.1", apiKey: "k" }))).toMatchObject({
      level: "problem",
      advice: expect.stringContaining("no such address"),
    });
  });
});

describe("the doctor on weights", () => {
  let file: string;
  let models: Record<string, { weights: string }>;

  beforeEach(() => {
    file = join(home, "tiny.gguf");
    writeTinyModel(file);
    models = Object.fromEntries(
      ["gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano"].map((tier) => [tier, { weights: file }]),
    );
  });

  it("says that weights are still to be fetched, which is no problem", async () => {
    const [finding] = await checkWeights(config(), memory, quiet);
    expect(finding).toMatchObject({ level: "note", detail: "TinyLlama 1.1B Chat IQ2_XXS is not here yet" });
  });

  it("names a profile that does not exist", async () => {
    const findings = await checkWeights(config({ profile: "desk" }), memory, quiet);
    expect(findings).toMatchObject([
      { level: "problem", detail: expect.stringContaining('no profile "desk"') },
    ]);
  });

  it("names a damaged file of one's own as a problem", async () => {
    await ensureWeights(parseReference(file), { home });
    expect(levels(await checkWeights(config({ models }), memory, quiet))).toEqual({
      "gpt-4.1, gpt-4.1-mini, gpt-4.1-nano": "good",
      Plan: "good",
    });
    const small = { hostBytes: 1_000_000, devices: [] };
    expect(levels(await checkWeights(config({ models }), small, quiet))).toMatchObject({
      Weights: "problem",
    });
    const embeddings = { "text-embedding-3-small": { weights: file } };
    expect(levels(await checkWeights(config({ models, embeddings }), memory, quiet))).toMatchObject({
      "text-embedding-3-small": "good",
      Plan: "good",
    });
    // What embeddings take is not there for the others.
    const withoutThem = { hostBytes: 400_000_000, devices: [] };
    expect(levels(await checkWeights(config({ models }), withoutThem, quiet)).Weights).toBeUndefined();
    const large = { "text-embedding-3-small": { weights: file, contextLength: 131_072 } };
    expect(
      levels(await checkWeights(config({ models, embeddings: large }), withoutThem, quiet)),
    ).toMatchObject({ Weights: "problem" });
    truncateSync(file, 100);
    const [finding] = await checkWeights(config({ models }), memory, quiet);
    expect(finding).toMatchObject({ level: "problem", advice: expect.stringContaining("fourone pull") });
  });
});

describe("the whole examination", () => {
  it("finds nothing in the way on a machine where the tests run", async () => {
    const findings = await examine(config(), quiet);
    expect(findings.filter(({ level }) => level === "problem")).toEqual([]);
    expect(findings.map(({ subject }) => subject)).toEqual([
      "Node",
      "llama.cpp",
      "Processor",
      "GPU",
      "Memory",
      "Home",
      "Server",
      "Address",
      "gpt-4.1, gpt-4.1-mini, gpt-4.1-nano",
    ]);
  });

  it("is told in lines, with what to do", () => {
    expect(describeFinding({ level: "problem", subject: "Home", detail: "full", advice: "empty it" })).toBe(
      "✗ Home: full\n    → empty it\n",
    );
  });
});
