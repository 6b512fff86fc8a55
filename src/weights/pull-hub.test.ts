import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Environment } from "../config/index.ts";
import { ensureWeights } from "./ensure-weights.ts";
import { type HubFixture, startHub } from "./fixtures/hub.fixture.ts";
import { startChildPull } from "./fixtures/pull-child.fixture.ts";
import { failure } from "./fixtures/registry-test.fixture.ts";
import { million, sha256Of, weightsContent } from "./fixtures/weights-content.fixture.ts";
import { parseReference } from "./reference.ts";

const content = weightsContent(million);
const other = weightsContent(1000);
const repository = {
  "README.md": Buffer.from("hello"),
  "Model-Q4_K_M.gguf": content,
  "Model-Q8_0.gguf": other,
};
let home: string;
const hubs: HubFixture[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "fourone-hub-"));
});

afterEach(async () => {
  for (const hub of hubs.splice(0)) await hub[Symbol.asyncDispose]();
  rmSync(home, { recursive: true, force: true });
});

async function start(...parameters: Parameters<typeof startHub>): Promise<HubFixture> {
  const hub = await startHub(...parameters);
  hubs.push(hub);
  return hub;
}

function pull(hub: HubFixture, file = "Q4_K_M", environment: Environment = hub.environment) {
  return ensureWeights(parseReference(`hf:maker/model:${file}`), {
    home,
    environment,
    limits: { attempts: 2, retryMilliseconds: 1, stallMilliseconds: 500 },
  });
}

describe("pulling weights from Hugging Face", () => {
  it("chooses the file by quantization and follows the redirect to the storage", async () => {
    const hub = await start(repository, { pageSize: 1 });
    const ready = await pull(hub);
    expect(sha256Of(readFileSync(ready.path))).toBe(sha256Of(content));
    expect(ready).toMatchObject({ bytes: content.length, sha256: sha256Of(content) });
    expect(hub.storage.requests).toHaveLength(1);
  });

  it("shows its token to the hub and not to the storage", async () => {
    const hub = await start(repository, { token: "hf_secret" });
    await pull(hub);
    expect(hub.headers.every(({ authorization }) => authorization === "Bearer hf_secret")).toBe(true);
    expect(hub.storage.headers[0]?.authorization).toBeUndefined();
    const error = await failure(pull(hub, "Q8_0", { HF_ENDPOINT: hub.url }));
    expect(error).toMatchObject({ code: "unauthorized", message: expect.stringContaining("HF_TOKEN") });
    expect(error.message).not.toContain("hf_secret");
  });

  it("goes on by range when the storage breaks off", async () => {
    const hub = await start(repository);
    hub.storage.misbehaviour.push({ cutAt: 400_000 });
    await pull(hub);
    expect(hub.storage.requests.map((request) => request.split(" ")[2])).toEqual([
      undefined,
      "bytes=400000-",
    ]);
  });

  it("goes on by range after kill -9", async () => {
    const hub = await start(repository);
    const reference = parseReference("hf:maker/model:Q4_K_M");
    const killAt = { step: "download", bytes: 300_000 } as const;
    const { outcome } = startChildPull({ reference, home, environment: hub.environment, killAt });
    expect((await outcome).signal).toBe("SIGKILL");
    expect((await pull(hub)).sha256).toBe(sha256Of(content));
    expect(hub.storage.requests[1]).toMatch(/bytes=\d+-$/);
  });

  it("refuses content that is not what the hub's list says", async () => {
    const hub = await start(repository, { claimedSha256: "1".repeat(64) });
    expect((await failure(pull(hub))).code).toBe("checksum-mismatch");
    expect(readdirSync(join(home, "weights")).filter((name) => !/^\.locks$|\.partial$/.test(name))).toEqual(
      [],
    );
  });

  it("keeps the parts of a split model together, under names llama.cpp recognizes", async () => {
    const parts = [weightsContent(2000), weightsContent(3000)] as const;
    const hub = await start({
      "UD/Big-Q2_K-00001-of-00002.gguf": parts[0],
      "UD/Big-Q2_K-00002-of-00002.gguf": parts[1],
    });
    const ready = await pull(hub, "Q2_K");
    expect(basename(ready.path)).toMatch(/^model-[0-9a-f]{16}-00001-of-00002\.gguf$/);
    const second = join(dirname(ready.path), basename(ready.path).replace("00001-of", "00002-of"));
    expect(sha256Of(readFileSync(second))).toBe(sha256Of(parts[1]));
    expect(ready.bytes).toBe(parts[0].length + parts[1].length);
  });

  it("names what there is when nothing fits, and when the repository does not exist", async () => {
    const hub = await start(repository);
    expect(await failure(pull(hub, "Q9_9"))).toMatchObject({
      code: "not-found",
      message: expect.stringContaining("name one of: Model-Q4_K_M.gguf, Model-Q8_0.gguf"),
    });
    const missing = ensureWeights(parseReference("hf:nobody/nothing:Q4_0"), {
      home,
      environment: hub.environment,
    });
    expect(await failure(missing)).toMatchObject({ code: "not-found" });
  });

  it("goes through the proxy that the environment names, and only while it pulls", async () => {
    const hub = await start(repository);
    const connections: string[] = [];
    const proxy = createServer().on("connect", (request, client: Socket) => {
      connections.push(request.url ?? "");
      const port = new URL(request.url === "hub.test:80" ? hub.url : hub.storage.url).port;
      const upstream = connect(Number(port), "127.0.0.1", () => {
        client.write("HTTP/1.1 200 OK\r\n\r\n");
        upstream.pipe(client).pipe(upstream);
      });
      for (const socket of [client, upstream]) socket.on("error", () => socket.destroy());
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const http_proxy = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    await pull(hub, "Q4_K_M", { HF_ENDPOINT: "http://hub.test", http_proxy });
    expect(connections[0]).toBe("hub.test:80");
    await expect(fetch("http://hub.test/")).rejects.toThrow("fetch failed");
    proxy.closeAllConnections();
    proxy.close();
  });

  it("does not read a list without end", async () => {
    const hub = await start(repository, { pageSize: 0 });
    expect(await failure(pull(hub))).toMatchObject({
      code: "not-found",
      message: expect.stringContaining("no end"),
    });
  });

  it("says which address it tried when nobody answers there", async () => {
    const hub = await start(repository);
    const error = await failure(pull(hub, "Q4_K_M", { HF_ENDPOINT: "http://127.0.0.1:1" }));
    expect(error).toMatchObject({ code: "network", message: expect.stringContaining("http://127.0.0.1:1") });
  });
});
