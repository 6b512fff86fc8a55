import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError } from "./config-error.ts";
import { type ConfigSources, loadConfig } from "./load-config.ts";

let workingFolder: string;
let home: string;

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), "fourone-config-"));
  workingFolder = join(folder, "work");
  home = join(folder, "home");
  mkdirSync(workingFolder);
  mkdirSync(home);
});

afterEach(() => rmSync(join(workingFolder, ".."), { recursive: true, force: true }));

function load(sources: ConfigSources = {}) {
  return loadConfig({
    workingFolder,
    ...sources,
    environment: { FOURONE_HOME: home, ...sources.environment },
  });
}

describe("loadConfig", () => {
  it("needs nothing: defaults make a server on loopback with the starter weights", async () => {
    expect(await load()).toMatchObject({
      home,
      host: "127.0.0.1",
      port: 4141,
      profile: "starter",
      models: {},
      limits: { bodyBytes: 67_108_864 },
      cache: { memory: 536_870_912 },
    });
  });

  it("lets the command line win over the environment, that over the file here, and that over the file at home", async () => {
    writeFileSync(
      join(home, "fourone.config.json"),
      '{"port": 1, "threads": 1, "host": "h1", "log": {"level": "warn"}}',
    );
    writeFileSync(join(workingFolder, "fourone.config.yaml"), "port: 2\nthreads: 2\nhost: h2\n");
    const config = await load({
      environment: { FOURONE_PORT: "3", FOURONE_THREADS: "3" },
      flags: { port: 4 },
    });
    expect(config).toMatchObject({ port: 4, threads: 3, host: "h2", log: { level: "warn" } });
  });

  it("reads lists from the environment", async () => {
    const { mcp } = await load({ environment: { FOURONE_MCP_ALLOWED_HOSTS: "a.example, b.example:8080" } });
    expect(mcp).toEqual({ allowedHosts: ["a.example", "b.example:8080"], timeoutSeconds: 30 });
    expect((await load()).mcp.allowedHosts).toEqual([]);
  });

  it("reads TypeScript, and merges nested keys rather than replacing the whole object", async () => {
    writeFileSync(
      join(workingFolder, "fourone.config.ts"),
      'const queueLength: number = 7;\nexport default { limits: { queueLength }, models: { "gpt-4.1": { weights: "./a.gguf" } } };\n',
    );
    const config = await load({ flags: { "limits.bodyBytes": "1MiB" } });
    expect(config.limits).toMatchObject({ queueLength: 7, bodyBytes: 1_048_576, requestTimeoutSeconds: 600 });
    expect(config.models["gpt-4.1"]).toEqual({ weights: "./a.gguf" });
  });

  it("finds its own home folder from the file in the working folder", async () => {
    writeFileSync(join(workingFolder, "fourone.config.json"), '{"home": "data"}');
    const config = await loadConfig({ workingFolder, environment: {} });
    expect(config.home).toBe(join(workingFolder, "data"));
  });

  it("reads one given file only", async () => {
    writeFileSync(join(home, "fourone.config.json"), '{"port": 1}');
    writeFileSync(join(workingFolder, "other.json"), '{"threads": 2}');
    expect(await load({ configFile: "other.json" })).toMatchObject({ port: 4141, threads: 2 });
    await expect(load({ configFile: "missing.json" })).rejects.toThrow(/there is no configuration file/);
  });

  it.each([
    ["a wrong type", '{"port": "x"}', "port (from FILE): "],
    ["a value out of range", '{"port": 70000}', "port (from FILE): "],
    ["a misspelt key", '{"prot": 1}', "prot is not a configuration key (in FILE)"],
    [
      "a misspelt nested key",
      '{"limits": {"queue": 1}}',
      "limits.queue is not a configuration key (in FILE)",
    ],
    ["an unknown served model", '{"models": {"gpt-5": {}}}', "models"],
    ["null where a value belongs", '{"profile": null}', "profile (from FILE): "],
    [
      "text that is no byte size",
      '{"memory": "lots"}',
      'memory (from FILE): expected bytes, such as 4294967296, "4GiB"',
    ],
    ["something that is not an object", "[1]", "must give one object"],
    ["broken JSON", "{", "could not be read"],
    ["a prototype in disguise", '{"__proto__": {"port": 1}}', "__proto__ is not a configuration key"],
    ["a home folder that is no path", '{"home": 5}', "home (from FILE): expected the path of a folder"],
  ])("refuses %s, naming the key and the file", async (_what, text, message) => {
    const file = join(workingFolder, "fourone.config.json");
    writeFileSync(file, text);
    const error = await loadConfig({ workingFolder, environment: {} }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).message).toContain(message.replace("FILE", file));
  });

  it("names the variable whose value is wrong, and refuses variables it does not know", async () => {
    await expect(load({ environment: { FOURONE_PORT: "none" } })).rejects.toThrow("port (from FOURONE_PORT)");
    await expect(load({ environment: { FOURONE_PROT: "1" } })).rejects.toThrow(
      "FOURONE_PROT is not a variable",
    );
  });

  it("treats a variable that is set to nothing as not set", async () => {
    expect((await load({ environment: { FOURONE_API_KEY: "" } })).apiKey).toBeUndefined();
  });

  it("does not let the file in the home folder move the home folder", async () => {
    writeFileSync(join(home, "fourone.config.json"), '{"home": "/elsewhere"}');
    await expect(load()).rejects.toThrow("set it in the environment or with --home");
  });
});
