import { describe, expect, it } from "vitest";
import { servedTiers } from "../config/index.ts";
import { catalog } from "./catalog.ts";
import { profiles, weightsOfProfile } from "./profiles.ts";
import { parseReference } from "./reference.ts";

describe("parseReference", () => {
  it("knows the catalog's names", () => {
    expect(parseReference("tinyllama-1.1b-chat")).toMatchObject({
      id: "tinyllama-1.1b-chat",
      source: { kind: "npm" },
    });
  });

  it("reads repositories with a quantization, a file and a revision", () => {
    expect(parseReference("hf:maker/Model-GGUF:Q4_K_M").source).toEqual({
      kind: "hugging-face",
      repository: "maker/Model-GGUF",
      revision: "main",
      file: "Q4_K_M",
    });
    expect(parseReference("hf:maker/model@v1/a:sub/x.gguf").source).toMatchObject({
      revision: "v1/a",
      file: "sub/x.gguf",
    });
  });

  it("reads paths, relative ones against the working folder", () => {
    expect(parseReference("./a/b.gguf", "/work").source).toEqual({ kind: "file", path: "/work/a/b.gguf" });
    expect(parseReference("b.gguf", "/work").source).toEqual({ kind: "file", path: "/work/b.gguf" });
    expect(parseReference("file:///x/y.gguf").source).toEqual({ kind: "file", path: "/x/y.gguf" });
  });

  it("keeps references apart whose names look alike, in folder names that are safe", () => {
    const texts = [
      "hf:a-b/c:Q4_0",
      "hf:a/b-c:Q4_0",
      "hf:A/b-c:Q4_0",
      "/x/b-c.gguf",
      "/y/b-c.gguf",
      `/${"z".repeat(300)}.gguf`,
    ];
    const ids = texts.map((text) => parseReference(text).id);
    expect(new Set(ids).size).toBe(texts.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9][a-z0-9._-]{0,99}$/);
  });

  it.each(["", "gpt-4.1", "hf:", "hf:maker/model", "hf:../..:x", "hf:a/b/c:Q4", "constructor", "tinyllama"])(
    "refuses %j, saying what can be written",
    (text) => {
      expect(() => parseReference(text)).toThrow(expect.objectContaining({ code: "unknown-weights" }));
    },
  );
});

describe("profiles", () => {
  it("bind every served model to weights of the catalog", () => {
    for (const profile of Object.values(profiles)) {
      expect(Object.keys(profile)).toEqual([...servedTiers]);
      for (const name of Object.values(profile)) expect(catalog).toHaveProperty([name]);
    }
  });

  it("leave nothing in the catalog unused but what is for embeddings, and use only names that can be folders", () => {
    const used = new Set<string>(Object.values(profiles).flatMap((profile) => Object.values(profile)));
    expect(Object.keys(catalog).filter((name) => !used.has(name))).toEqual(["qwen3-embedding-0.6b-q8_0"]);
    for (const name of Object.keys(catalog)) expect(name).toMatch(/^[a-z0-9][a-z0-9._-]*$/);
  });

  it("refuse a name that is none, listing those there are", () => {
    expect(() => weightsOfProfile("toString")).toThrow("starter, laptop, gpu-24gb, gpu-80gb, tunable");
  });
});
