import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { BatchClient, line } from "../src/api/batches/testing/batch-client.ts";
import { hang, say } from "../src/api/testing/scripted-engine.ts";
import { HELLO, startTestServer, type TestServer } from "../src/api/testing/test-server.ts";
import { runCli } from "../src/cli/index.ts";
import { FileStorage, FolderBlobs, openStore, type Store } from "../src/store/index.ts";
import { temporaryFolder } from "../src/store/testing/temporary-folder.ts";

const folder = temporaryFolder();
const home = join(folder.path, "home");
const at = (name: string) => join(folder.path, name);
let store: Store;
let test: TestServer;

beforeAll(async () => {
  mkdirSync(home);
  // What configures the tests is not for the commands.
  for (const name of Object.keys(process.env)) if (name.startsWith("FOURONE_")) vi.stubEnv(name, undefined);
  vi.stubEnv("FOURONE_HOME", home);
  store = await openStore({ kind: "sqlite", path: join(home, "fourone.db") });
  const files = new FileStorage({ store, blobs: new FolderBlobs(join(home, "blobs")) });
  test = await startTestServer({ store, files, batch: { pollMilliseconds: 20 } });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await test.server.close(0);
  await store.close();
  folder.remove();
});

interface Ended {
  readonly status: number;
  readonly output: string;
  readonly errors: string;
}

/** What the command does and says, run in this process. */
async function fourone(...parameters: readonly string[]): Promise<Ended> {
  const said = { output: "", errors: "" };
  const listen = (stream: NodeJS.WriteStream, name: keyof typeof said) =>
    vi.spyOn(stream, "write").mockImplementation((text) => {
      said[name] += text;
      return true;
    });
  const listening = [listen(process.stdout, "output"), listen(process.stderr, "errors")];
  try {
    return { status: await runCli(parameters), ...said };
  } finally {
    for (const each of listening) each.mockRestore();
    process.exitCode = undefined;
  }
}

/** The same, where it must succeed; gives its output. */
async function done(...parameters: readonly string[]): Promise<string> {
  const { status, output, errors } = await fourone(...parameters);
  expect(status, errors).toBe(0);
  return output;
}

const refused = (says: string | RegExp) => ({ status: 1, errors: expect.stringMatching(says) });

describe("fourone batch", () => {
  const port = () => ["--port", new URL(test.url).port];
  const write = (name: string, lines: readonly unknown[]) => {
    writeFileSync(at(name), lines.map((each) => `${JSON.stringify(each)}\n`).join(""));
    return at(name);
  };

  it("runs a file, and puts answers and refusals beside it", async () => {
    const file = write("two.jsonl", [line("good"), line("bad", {}, { temperature: 9 })]);
    const output = await done("batch", "run", file, ...port());
    expect(output).toMatch(/^completed: 1 of 2 requests answered, 1 failed\n5 input and 2 output tokens\n/);
    expect(JSON.parse(readFileSync(at("two.output.jsonl"), "utf8"))).toMatchObject({ custom_id: "good" });
    expect(JSON.parse(readFileSync(at("two.errors.jsonl"), "utf8"))).toMatchObject({ custom_id: "bad" });
    expect(await done("batch", "ls", ...port())).toMatch(
      /^batch_\w+ .* completed .* 2 of 2 done, 1 failed\n$/,
    );
  });

  it("runs a file as Windows programs write it, with a byte order mark and their line ends", async () => {
    writeFileSync(at("windows.jsonl"), `\ufeff${JSON.stringify(line("a"))}\r\n\r\n`);
    expect(await done("batch", "run", at("windows.jsonl"), ...port())).toMatch(/^completed: 1 of 1/);
  });

  it("ends with status 1 where the file is refused, or is none", async () => {
    const file = write("same.jsonl", [line("a"), line("a")]);
    const { status, output } = await fourone("batch", "run", file, ...port());
    expect(output).toMatch(/^failed: .*\n.*\nline 2: The custom_id 'a' .* duplicate/);
    expect(status).toBe(1);
    expect(await fourone("batch", "run", at("none.jsonl"), ...port())).toMatchObject(
      refused(/there is no file/),
    );
    writeFileSync(at("text.jsonl"), "hello\n");
    expect(await fourone("batch", "run", at("text.jsonl"), ...port())).toMatchObject(
      refused(/is no request/),
    );
    expect(await fourone("batch", "run", file, "--port", "1")).toMatchObject(refused(/no server answers/));
  });

  it("comes back to a batch that was begun before, and ends one early", async () => {
    const client = new BatchClient(test);
    const gate = Promise.withResolvers<void>();
    test.engine.script = async function* (request, signal) {
      await gate.promise;
      yield* say(["late"])(request, signal);
    };
    const begun = (await client.create(await client.upload([line("a")]))).id;
    const resumed = done("batch", "resume", begun, "--out", at("late.jsonl"), ...port());
    gate.resolve();
    expect(await resumed).toMatch(/^completed: 1 of 1/);
    expect(readFileSync(at("late.jsonl"), "utf8")).toContain("late");

    test.engine.script = hang();
    const unwanted = (await client.create(await client.upload([line("a")]))).id;
    await client.until(unwanted, ({ status }) => status === "in_progress");
    expect(await done("batch", "cancel", unwanted, ...port())).toMatch(/^batch_\w+ is cancell(ing|ed)\n$/);
    await client.ended(unwanted);
    const ended = await fourone("batch", "resume", unwanted, "--out", at("gone.jsonl"), ...port());
    expect(ended).toMatchObject({ status: 1, output: expect.stringMatching(/^cancelled: 0 of 1/) });
    expect(await fourone("batch", "cancel", unwanted, ...port())).toMatchObject(refused(/Cannot cancel/));
    expect(await fourone("batch", "resume", "batch_none", ...port())).toMatchObject(refused(/batch_none/));
    test.engine.script = say(["Hello", " there"]);
  });
});

describe("fourone usage", () => {
  it("tells what the batches before have used, at half the price", async () => {
    const { rows, total } = JSON.parse(await done("usage", "--json"));
    // Without the one that was cancelled: what is let go of costs nothing.
    expect(rows).toHaveLength(1);
    expect(total).toMatchObject({ requests: 3, inputTokens: 15, outputTokens: 5 });
    expect(total.billed).toBeCloseTo(15 * 0.05e-6 + 5 * 0.2e-6, 12);
    expect(await done("usage", "--by", "day")).toContain("total");
    expect((await fourone("usage", "--by", "colour")).status).toBe(2);
    expect((await fourone("usage", "--since", "yesterday")).status).toBe(2);
  });
});

describe("fourone webhooks", () => {
  it("makes, lists and removes endpoints, and shows the log", async () => {
    expect(await done("webhooks", "ls")).toBe("There are no webhook endpoints.\n");
    const made = await done("webhooks", "create", "https://example.com/hook", "--event", "batch.completed");
    const [, id = ""] = /^whsec_\S+\n.*\((whe_\w+)\)/.exec(made) ?? [];
    expect(await done("webhooks", "ls")).toMatch(
      new RegExp(`^${id} .*https://example.com/hook  batch.completed\n$`),
    );
    expect(await done("webhooks", "log", id)).toBe("Nothing was sent.\n");
    expect(await done("webhooks", "rm", id)).toMatch(/^It is removed/);
    expect(await fourone("webhooks", "rm", id)).toMatchObject(refused(/there is no endpoint/));
  });

  it("refuses events that are none, addresses of this network, and projects that are none", async () => {
    const create = (url: string, ...more: string[]) => fourone("webhooks", "create", url, ...more);
    expect(await create("https://example.com", "--event", "batch.done")).toMatchObject(
      refused(/is no event/),
    );
    expect((await create("http://127.0.0.1/hook")).status).toBe(1);
    const project = await create("https://example.com", "--project", "proj_none");
    expect(project).toMatchObject(refused(/there is no project/));
  });
});

describe("fourone models", () => {
  it("binds, unbinds and ends models from the next start on", async () => {
    expect(await done("models", "bind", "gpt-4.1", "qwen3-0.6b-q8_0")).toMatch(
      /^gpt-4\.1 is bound to Qwen3 0\.6B/,
    );
    const bound = async () =>
      JSON.parse(await done("models", "--json")) as { models: string[]; weights: string }[];
    expect(await bound()).toContainEqual(
      expect.objectContaining({ models: ["gpt-4.1"], weights: "qwen3-0.6b-q8_0", state: "absent" }),
    );
    expect(await done("models", "unbind", "gpt-4.1")).toContain("has the profile's weights");
    expect((await bound()).map(({ models }) => models)).toEqual([
      ["gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano"],
    ]);
    expect(await fourone("models", "bind", "gpt-5", "x.gguf")).toMatchObject(
      refused(/there is no model gpt-5/),
    );
    expect(await fourone("models", "bind", "gpt-4.1", "no-such")).toMatchObject(refused(/no-such/));
    const ending = ["models", "deprecate", "gpt-4.1-nano"];
    expect(await done(...ending, "--shutdown", "2099-12-31", "--replacement", "gpt-4.1-mini")).toContain(
      "gpt-4.1-nano ends on 2099-12-31",
    );
    expect(await fourone(...ending)).toMatchObject(refused(/--shutdown/));
    expect((await fourone(...ending, "--shutdown", "soon")).status).toBe(2);
    await done(...ending, "--undo");
  });
});

describe("fourone keys", () => {
  it("makes keys that a running server knows, lists them without their values, and takes them away", async () => {
    expect(await done("keys", "ls")).toBe("There are no keys.\n");
    const made = await done("keys", "create", "CI", "--read-only", "--expires", "90");
    const [, value = "", id = ""] = /^(sk-proj-\S+)\nCI \((key_\w+)\)/.exec(made) ?? [];
    const ask = async (key: string) => test.post(HELLO, { authorization: `Bearer ${key}` });
    const status = async (key: string) => (await ask(key)).status;
    // A server may remember for a second that there were no keys.
    await expect.poll(() => status("sk-wrong"), { timeout: 5_000 }).toBe(401);
    expect(await (await ask(value)).text()).toContain("insufficient permissions");
    const listed = await done("keys", "ls");
    expect(listed).toMatch(new RegExp(`^${id} .* CI: works in proj_default \\(read-only\\).*, until 20`));
    expect(listed + (await done("keys", "ls", "--json"))).not.toContain(value);
    expect(await done("keys", "revoke", id)).toMatch(/^CI \(sk-.*\) is revoked\.\n$/);
    await expect.poll(() => status("sk-wrong"), { timeout: 5_000 }).toBe(200);
    expect(await fourone("keys", "revoke", id)).toMatchObject(refused(/there is no key/));
    expect(await fourone("keys", "create", "x", "--admin", "--read-only")).toMatchObject(
      refused(/admin key/),
    );
    expect((await fourone("keys", "create", "x", "--expires", "never")).status).toBe(2);
  });
});

describe("fourone backup and restore", () => {
  it("copy a home while its server runs, into another one", async () => {
    const before = JSON.parse(await done("usage", "--json"));
    expect(await done("backup", at("copy"))).toMatch(/contents/);
    expect(await fourone("backup", at("copy"))).toMatchObject(refused(/exists already/));
    vi.stubEnv("FOURONE_HOME", at("other"));
    expect(await done("restore", at("copy"))).toMatch(/contents/);
    expect(JSON.parse(await done("usage", "--json"))).toEqual(before);
    expect(await fourone("restore", at("copy"))).toMatchObject(refused(/--replace/));
    expect(await done("restore", at("copy"), "--replace")).toContain("before-restore");
  });
});
