import { afterEach, describe, expect, it } from "vitest";
import { errorOf, raw, start, stopAll } from "./testing/started-servers.ts";
import { HELLO } from "./testing/test-server.ts";

afterEach(stopAll);

describe("a server without a key", () => {
  it("lets nobody in where others could reach it", async () => {
    for (const key of [{}, { apiKey: "" }]) {
      const test = await start({ ...key, host: "0.0.0.0" });
      const { port } = new URL(test.url);
      const response = await fetch(`http://127.0.0.1:${port}/v1/models`);
      expect(response.status).toBe(401);
    }
  });

  it("answers only under names of this machine, so that a rebound name is of no use", async () => {
    const test = await start();
    const request = (host: string) =>
      raw(test, `GET /v1/models HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    for (const host of ["localhost:4141", "127.0.0.1", "[::1]:80"])
      expect(await request(host)).toMatch(/^HTTP\/1.1 200/);
    for (const host of ["evil.com", "127.0.0.1.evil.com:80"]) {
      const answer = await request(host);
      expect(answer).toMatch(/^HTTP\/1.1 403/);
      expect(answer).toContain('"code":"forbidden_host"');
    }
  });

  it("answers web pages of this machine and no others", async () => {
    const test = await start();
    const near = await test.post(HELLO, { origin: "http://localhost:3000" });
    expect(near.status).toBe(200);
    expect(near.headers.get("access-control-allow-origin")).toBe("http://localhost:3000");
    for (const origin of ["https://evil.com", "null", "http://localhost.evil.com", "file://"]) {
      const far = await test.post(HELLO, { origin });
      expect(far.status).toBe(403);
      expect(far.headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  it("grants preflights to pages of this machine and no others", async () => {
    const test = await start();
    const preflight = (origin: string) =>
      fetch(`${test.url}/chat/completions`, {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization,content-type",
        },
      });
    const near = await preflight("http://127.0.0.1:8080");
    expect(near.status).toBe(204);
    expect(near.headers.get("access-control-allow-headers")).toBe("authorization,content-type");
    expect(near.headers.get("access-control-allow-methods")).toContain("POST");
    expect((await preflight("https://evil.com")).status).toBe(403);
  });
});

describe("a server with a key", () => {
  const KEY = "sk-0123456789abcdef";
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

  it("asks for it on every route of the API, known or not, and on none else", async () => {
    const test = await start({ apiKey: KEY });
    for (const path of ["/v1/models", "/v1/chat/completions", "/v1/nowhere"]) {
      const response = await fetch(test.origin + path);
      expect(response.status).toBe(401);
      expect(await errorOf(response)).toMatchObject({
        message: expect.stringMatching(/^You didn't provide an API key\./),
        type: "invalid_request_error",
        code: null,
      });
    }
    expect((await fetch(`${test.origin}/healthz`)).status).toBe(200);
  });

  it("takes the right one, as Bearer or as a password", async () => {
    const test = await start({ apiKey: KEY });
    const basic = `Basic ${Buffer.from(`:${KEY}`).toString("base64")}`;
    expect((await test.post(HELLO, bearer(KEY))).status).toBe(200);
    expect((await test.post(HELLO, { authorization: basic })).status).toBe(200);
  });

  it("tells a wrong one without repeating it", async () => {
    const test = await start({ apiKey: KEY });
    const response = await test.post(HELLO, bearer("sk-abcdefghijklmnopqrstuvwxyz"));
    expect(response.status).toBe(401);
    expect(await errorOf(response)).toEqual({
      message:
        "Incorrect API key provided: sk-abc***xyz. You can find your API key at https://platform.openai.com/account/api-keys.",
      type: "invalid_request_error",
      param: null,
      code: "invalid_api_key",
    });
    expect(JSON.stringify(await errorOf(await test.post(HELLO, bearer("short"))))).not.toContain("short");
  });

  it("answers under any name and to any page that has the key", async () => {
    const test = await start({ apiKey: KEY });
    const response = await test.post(HELLO, { ...bearer(KEY), origin: "https://app.example" });
    expect(response.status).toBe(200);
    expect(response.headers.get("access-control-allow-origin")).toBe("https://app.example");
  });
});
