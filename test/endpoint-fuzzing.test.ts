import { readFileSync } from "node:fs";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ScriptedEngine } from "../src/api/testing/scripted-engine.ts";
import { raw } from "../src/api/testing/started-servers.ts";
import { HELLO, startTestServer, type TestServer } from "../src/api/testing/test-server.ts";
import { ServedModels, TIERS, tierModel } from "../src/inference/index.ts";
import { temporaryFolder } from "../src/store/testing/temporary-folder.ts";
import { type ApiDescription, RequestFuzzer } from "./endpoint-fuzzing/request-fuzzer.ts";
import { descriptionPath } from "./openai-description.ts";
import { ownedResources } from "./project-isolation/owned-resources.ts";

const ROUNDS = Number(process.env.FOURONE_FUZZ_ROUNDS ?? 8);
const SEED = Number(process.env.FOURONE_FUZZ_SEED ?? 4_141);
const KEY = "sk-fuzz-0123456789";
const AUTHORIZATION = { authorization: `Bearer ${KEY}` };
const METHODS = new Set(["get", "post", "delete", "put", "patch"]);

const folder = temporaryFolder();
let test: TestServer;
let client: OpenAI;
let models: ServedModels;
let own: ApiDescription;
let keptId: string;

beforeAll(async () => {
  const engine = new ScriptedEngine();
  models = new ServedModels(TIERS.map((tier) => tierModel(tier, { engine, contextLength: 2048 })));
  const fineTuning = { folder: folder.path, weightsOf: () => undefined, threads: 1, pollMilliseconds: 10 };
  // With a key: without one, the first key that a request makes would shut all others out.
  test = await startTestServer({ apiKey: KEY, models, fineTuning });
  client = new OpenAI({ baseURL: test.url, apiKey: KEY, adminAPIKey: KEY, maxRetries: 0 });
  own = (await (await fetch(`${test.origin}/openapi.json`)).json()) as ApiDescription;
  const kept = await test.post({ ...HELLO, store: true }, AUTHORIZATION);
  keptId = ((await kept.json()) as { id: string }).id;
});
afterAll(async () => {
  await test.server.close(0);
  folder.remove();
});

/** One of everything, that requests may find, change and end. */
async function existing(round: string): Promise<Readonly<Record<string, string>>> {
  const { projects, adminAPIKeys } = client.admin.organization;
  const project = await projects.create({ name: round });
  const account = await projects.serviceAccounts.create(project.id, { name: round });
  const keyPath = `/organization/projects/${project.id}/api_keys`;
  const key = await client.post<{ id: string }>(keyPath, { body: { name: round } });
  const limits = await projects.rateLimits.listRateLimits(project.id);
  const owned = await ownedResources(
    client,
    "proj_default",
    { store: test.store, files: test.files, models },
    round,
  );
  return {
    ...owned,
    project_id: project.id,
    service_account_id: account.id,
    api_key_id: key.id,
    key_id: (await adminAPIKeys.create({ name: round })).id,
    rate_limit_id: limits.data[0]?.id ?? "",
  };
}

/** What is wrong with an answer, if anything; of a stream that goes on, no more is read than its head. */
async function faultOf(
  request: ReturnType<RequestFuzzer["request"]>,
  path: string,
): Promise<string | undefined> {
  const gone = new AbortController();
  const { method, headers, body } = request;
  const init = { method, signal: gone.signal, ...(body !== undefined && { body }) };
  const response = await fetch(test.origin + path, {
    ...init,
    headers: { ...latin(headers), ...AUTHORIZATION },
  });
  gone.abort();
  if (response.headers.has("set-cookie")) return "a header that the request brought";
  return response.status >= 500 ? `${response.status}` : undefined;
}

/** Headers that a client library lets through at all. */
const latin = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replace(/[^\xff -~]/g, "?")]),
  );

async function fuzz(description: ApiDescription, prefix: string): Promise<string[]> {
  const fuzzer = new RequestFuzzer(description, SEED, await existing(`fuzz${prefix.length}`));
  const failures: string[] = [];
  const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
    // Only what is answered here.
    own.paths[prefix + path] === undefined
      ? []
      : Object.keys(methods).flatMap((method) => (METHODS.has(method) ? [{ path, method }] : [])),
  );
  // What ends a thing comes last, and the parts before the whole.
  const rank = ({ path, method }: (typeof operations)[number]) =>
    (method === "delete" ? 10_000 : /\/(cancel|complete|archive)$/.test(path) ? 1_000 : 0) - path.length;
  for (const { path, method } of operations.toSorted((one, other) => rank(one) - rank(other))) {
    for (let round = 0; round < ROUNDS; round++) {
      const request = fuzzer.request(path, method);
      const fault = await faultOf(request, prefix + request.path);
      if (fault !== undefined)
        failures.push(`${fault}: ${method} ${prefix}${request.path} ${request.body}`.slice(0, 2_000));
    }
  }
  return failures;
}

async function expectUnharmed(): Promise<void> {
  // A budget that was set by chance is no harm.
  await fetch(`${test.url}/organization/spend_limit`, { method: "DELETE", headers: AUTHORIZATION });
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

describe("bodies that grow, and paths that leave", () => {
  let ids: Readonly<Record<string, string>>;
  beforeAll(async () => {
    ids = await existing("bombs");
  });
  const urlOf = (path: string) =>
    test.origin + path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? "x"));
  const withBody = () =>
    Object.entries(own.paths).flatMap(([path, { post }]) => {
      const type = Object.keys(post?.requestBody?.content ?? {})[0];
      return type === undefined ? [] : [{ path, type }];
    });

  it("are refused where they are packed, by every route that takes one", async () => {
    const packed = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync };
    const bomb = Buffer.alloc(20_000_000, " ");
    expect(withBody().length).toBeGreaterThan(20);
    for (const [encoding, pack] of Object.entries(packed)) {
      const body = pack(bomb);
      for (const { path, type } of withBody()) {
        const contentType = type.startsWith("multipart/") ? `${type}; boundary=b` : type;
        const headers = { ...AUTHORIZATION, "content-type": contentType, "content-encoding": encoding };
        const response = await fetch(urlOf(path), {
          method: "POST",
          headers,
          body,
        });
        expect(response.status, `${encoding} ${path}`).toBe(415);
        expect(await response.json()).toMatchObject({ error: { code: "unsupported_content_encoding" } });
      }
    }
    await expectUnharmed();
  });

  it("are refused where forms hold forms, or more parts than a form has fields", async () => {
    const part = (name: string, rest = "") =>
      `--b\r\nContent-Disposition: form-data; name="${name}"${rest}\r\n\r\nx\r\n`;
    const nested = (depth: number): string =>
      depth === 0
        ? part("file", '; filename="a"')
        : `--b\r\nContent-Disposition: form-data; name="file"\r\nContent-Type: multipart/mixed; boundary=b${depth}\r\n\r\n${nested(depth - 1)}`;
    const bombs = [part("a").repeat(50_000), nested(5_000), part("file", '; filename="a"').repeat(1_000)];
    const forms = withBody().filter(({ type }) => type.startsWith("multipart/"));
    expect(forms.length).toBeGreaterThan(1);
    for (const { path } of forms) {
      for (const body of bombs) {
        // No later request shall try a connection on which such a form was cut off.
        const headers = {
          ...{ ...AUTHORIZATION, connection: "close" },
          "content-type": "multipart/form-data; boundary=b",
        };
        // A refusal may come while the form is still being sent; then the connection is simply over.
        const response = await fetch(urlOf(path), { method: "POST", headers, body }).catch(
          (error: Error) => error,
        );
        if (response instanceof Response) {
          expect(response.status).toBeGreaterThanOrEqual(400);
          expect(response.status).toBeLessThan(500);
        }
      }
    }
    await expectUnharmed();
  });

  it("lead nowhere, and bring no header of their own into an answer", async () => {
    const targets = [
      ...[
        "/v1/../../etc/passwd",
        "/v1/files/../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//v1/models",
      ],
      ...[
        "/v1//models",
        "/v1/files/%00",
        "/v1/files/%",
        "/v1/models/%0d%0aset-cookie:a=b",
        "/v1/\\..\\..\\x",
      ],
      ...["http://127.0.0.1/v1/models", "*", "/assets/../../../package.json", `/v1/${"a/".repeat(3_000)}`],
    ];
    for (const target of targets) {
      const answer = await raw(
        test,
        `GET ${target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${KEY}\r\nX-Client-Request-Id: a\rset-cookie: b=c\r\nConnection: close\r\n\r\n`,
      );
      expect(answer, target).toMatch(/^HTTP\/1\.1 [234]/);
      expect(answer.toLowerCase(), target).not.toMatch(/^set-cookie:|root:x:0|"devdependencies"/m);
      const clean = await raw(
        test,
        `GET ${target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${KEY}\r\nConnection: close\r\n\r\n`,
      );
      expect(clean, target).toMatch(/^HTTP\/1\.1 [234]/);
      expect(clean.toLowerCase(), target).not.toMatch(/^set-cookie:|root:x:0|"devdependencies"/m);
    }
    await expectUnharmed();
  });
});

describe.skipIf(descriptionPath === undefined)("requests made from the service's own description", () => {
  it("are answered or refused, never failed, and lose nothing", async () => {
    const document = parse(readFileSync(descriptionPath ?? "", "utf8"), { maxAliasCount: -1 });
    expect(await fuzz(document as ApiDescription, "/v1")).toEqual([]);
    await expectUnharmed();
  }, 300_000);
});
