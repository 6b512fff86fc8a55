import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

const PAGE = '<!doctype html><meta name="style-nonce" content="%STYLE_NONCE%"><div id="root"></div>';
const SCRIPT = "console.log('built');\n".repeat(100);
const asPage = { headers: { accept: "text/html,*/*" } };

let folder: string;
let server: TestServer;

function build(): void {
  mkdirSync(join(folder, "dist/assets"), { recursive: true });
  writeFileSync(join(folder, "dist/index.html"), PAGE);
  writeFileSync(join(folder, "dist/icon.svg"), "<svg/>");
  writeFileSync(join(folder, "dist/assets/index-abc123.js"), SCRIPT);
  writeFileSync(join(folder, "secret.txt"), "outside");
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "fourone-playground-"));
  server = await startTestServer({ playgroundFolder: join(folder, "dist") });
});

afterEach(async () => {
  await server.server.close(0);
  rmSync(folder, { recursive: true, force: true });
});

describe("the playground's files", () => {
  it("says how to build the page where it was not built, and serves it once it was", async () => {
    const before = await fetch(server.origin);
    expect(before.status).toBe(404);
    expect(await before.text()).toContain("npm run build:playground");
    build();
    expect((await fetch(server.origin)).status).toBe(200);
  });

  it("are served with a policy that lets only own files run, and a new nonce each time", async () => {
    build();
    const [first, second] = [await fetch(server.origin), await fetch(server.origin)];
    const policy = first.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    const nonce = /nonce-([\w-]+)'/.exec(policy)?.[1];
    expect(await first.text()).toContain(`content="${nonce}"`);
    expect(second.headers.get("content-security-policy")).not.toBe(policy);
    expect(first.headers.get("cache-control")).toBe("no-store");
  });

  it("are kept forever where their name holds a hash, and asked for again where not", async () => {
    build();
    const asset = await fetch(`${server.origin}/assets/index-abc123.js`);
    expect(asset.headers.get("cache-control")).toContain("immutable");
    expect(asset.headers.get("content-type")).toContain("text/javascript");
    const icon = await fetch(`${server.origin}/icon.svg`);
    expect(icon.headers.get("cache-control")).toBe("no-cache");
    const tag = icon.headers.get("etag") ?? "";
    const again = await fetch(`${server.origin}/icon.svg`, { headers: { "if-none-match": tag } });
    expect(again.status).toBe(304);
  });

  it("are compressed for who can take it", async () => {
    build();
    const asset = await fetch(`${server.origin}/assets/index-abc123.js`);
    expect(asset.headers.get("content-encoding")).toBe("gzip");
    expect(await asset.text()).toBe(SCRIPT);
    const plain = await fetch(`${server.origin}/assets/index-abc123.js`, {
      headers: { "accept-encoding": "identity" },
    });
    expect(plain.headers.get("content-encoding")).toBeNull();
    expect(gzipSync(await plain.arrayBuffer()).length).toBeLessThan(SCRIPT.length);
  });

  it("never lead out of their folder", async () => {
    build();
    for (const path of [
      "/../secret.txt",
      "/%2e%2e/secret.txt",
      "/assets/..%2f..%2fsecret.txt",
      "/..%5csecret.txt",
    ]) {
      const answer = await fetch(server.origin + path, asPage);
      expect(await answer.text(), path).not.toContain("outside");
    }
  });
});

describe("addresses that are no file", () => {
  it("get the page where a browser asks, and the API's error where a program does", async () => {
    build();
    expect(await (await fetch(`${server.origin}/chat/anything`, asPage)).text()).toContain('id="root"');
    const program = await fetch(`${server.origin}/models`);
    expect(program.status).toBe(404);
    expect(await program.json()).toMatchObject({ error: { message: "Invalid URL (GET /models)" } });
  });

  it("are errors below /v1, and where a file of another build is asked for", async () => {
    build();
    for (const path of ["/v1", "/v1/nothing", "/assets/index-old.js", "/robots.txt"]) {
      const answer = await fetch(server.origin + path, asPage);
      expect(answer.status, path).toBe(404);
      expect(answer.headers.get("content-type"), path).toContain("application/json");
    }
    expect((await fetch(`${server.origin}/v1/responses`, asPage)).status).toBe(405);
  });
});
