import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const sources = globSync("{src,test,bench,playground}/**/*.{ts,tsx}", { cwd: root });
const rooms = readdirSync(join(root, "src"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

describe("the house", () => {
  it("has no file over 300 lines", () => {
    const long = sources
      .map((file) => ({ file, lines: readFileSync(join(root, file), "utf8").split("\n").length - 1 }))
      .filter(({ lines }) => lines > 300);
    expect(long).toEqual([]);
  });

  it("has no file named after nothing in particular", () => {
    const vague = /^(utils?|helpers?|manager|misc)\b/;
    expect(sources.filter((file) => vague.test(basename(file)))).toEqual([]);
  });

  it("names files in kebab-case", () => {
    expect(
      sources.filter((file) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*\.tsx?$/.test(basename(file))),
    ).toEqual([]);
  });

  it("has a door and a line in docs/architecture.md for every room", () => {
    const architecture = readFileSync(join(root, "docs/architecture.md"), "utf8");
    for (const room of rooms) {
      expect(existsSync(join(root, "src", room, "index.ts")), `src/${room}/index.ts`).toBe(true);
      expect(architecture).toContain(`\`src/${room}\``);
    }
  });

  it("keeps the scheduler pure", () => {
    const pure = sources.filter((file) =>
      /src\/engine\/(scheduler|prefix-cache|draft|sampling|text)\//.test(file),
    );
    for (const file of pure.filter((name) => !name.endsWith(".test.ts"))) {
      const source = readFileSync(join(root, file), "utf8");
      expect(source, file).not.toMatch(
        /\bawait\b|node:fs|Date\.now|performance\.now|Math\.random|llama\/index/,
      );
    }
  });
});
