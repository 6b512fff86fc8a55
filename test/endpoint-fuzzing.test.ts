import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { HELLO, startTestServer, type TestServer } from "../src/api/testing/test-server.ts";
import { type ApiDescription, RequestFuzzer } from "./endpoint-fuzzing/request-fuzzer.ts";
import { descriptionPath } from "./openai-description.ts";

const ROUNDS = Number(process.env.FOURONE_FUZZ_ROUNDS ?? 8);
const SEED = Number(process.env.FOURONE_FUZZ_SEED ?? 4_141);
const KEY = "sk-fuzz-0123456789";
const AUTHORIZATION = { authorization: `Bearer ${KEY}` };
const METHODS = new Set(["get", "post", "delete", "put", "patch"]);

let test: TestServer;
let own: ApiDescription;
let keptId: string;

beforeAll(async () => {
  // With a key: without one, the first key that a request makes would shut all others out.
  test = await startTestServer({ apiKey: KEY });
  own = (await (await fetch(`${test.origin}/openapi.json`)).json()) as ApiDescription;
  const kept = await test.post({ ...HELLO, store: true }, AUTHORIZATION);
  keptId = ((await kept.json()) as { id: string }).id;
});
afterAll(() => test.server.close(0));

/** The status; of a stream that goes on, no more is read. */
async function statusOf(request: ReturnType<RequestFuzzer["request"]>, path: string): Promise<number> {
  const gone = new AbortController();
  const { method, headers, body } = request;
  const init = { method, signal: gone.signal, ...(body !== undefined && { body }) };
  const response = await fetch(test.origin + path, {
    ...init,
    headers: { ...latin(headers), ...AUTHORIZATION },
  });
  gone.abort();
  return response.status;
}

/** Headers that a client library lets through at all. */
const latin = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replace(/[^\xff -~]/g, "?")]),
  );

async function fuzz(description: ApiDescription, prefix: string): Promise<string[]> {
  const fuzzer = new RequestFuzzer(description, SEED);
  const failures: string[] = [];
  for (const [path, operations] of Object.entries(description.paths)) {
    // Only what is answered here.
    if (own.paths[prefix + path] === undefined) continue;
    for (const method of Object.keys(operations).filter((name) => METHODS.has(name))) {
      for (let round = 0; round < ROUNDS; round++) {
        const request = fuzzer.request(path, method);
        const status = await statusOf(request, prefix + request.path);
        if (status >= 500)
          failures.push(`${status} ${method} ${prefix}${request.path} ${request.body}`.slice(0, 2_000));
      }
    }
  }
  return failures;
}

async function expectUnharmed(): Promise<void> {
  expect((await test.post(HELLO, AUTHORIZATION)).status).toBe(200);
  for (const path of [`/chat/completions/${keptId}`, "/organization/projects/proj_default"]) {
    expect((await fetch(test.url + path, { headers: AUTHORIZATION })).status).toBe(200);
  }
}

describe("requests made from the description of this server", () => {
  it("are answered or refused, never failed, and lose nothing", async () => {
    expect(await fuzz(own, "")).toEqual([]);
    await expectUnharmed();
  }, 300_000);
});

describe.skipIf(descriptionPath === undefined)("requests made from the service's own description", () => {
  it("are answered or refused, never failed, and lose nothing", async () => {
    const document = parse(readFileSync(descriptionPath ?? "", "utf8"), { maxAliasCount: -1 });
    expect(await fuzz(document as ApiDescription, "/v1")).toEqual([]);
    await expectUnharmed();
  }, 300_000);
});
