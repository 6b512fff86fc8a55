import { createTwoFilesPatch } from "diff";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyHunks } from "./apply-hunks.ts";
import type { FileChange } from "./file-change.ts";
import { parsePatch } from "./parse-patch.ts";

const FILE = `import os

class Greeter:
    def hello(self):
        print("hello")

    def bye(self):
        print("hello")
`;

function applied(answer: string, text = FILE): string {
  const change = parsePatch(answer)?.changes[0];
  if (change?.kind !== "update") throw new Error("no update");
  return applyHunks(text, change.hunks);
}

describe("V4A patches", () => {
  const patch = `Here it is:
*** Begin Patch
*** Update File: app/greet.py
@@ class Greeter:
@@     def bye(self):
-        print("hello")
+        print("bye")
*** Add File: notes.txt
+one
+two
*** Delete File: old.py
*** End Patch`;

  it("are read with every kind of section", () => {
    const kinds = parsePatch(patch)?.changes.map(({ kind, path }: FileChange) => `${kind} ${path}`);
    expect(kinds).toEqual(["update app/greet.py", "add notes.txt", "delete old.py"]);
    expect(parsePatch(patch)?.changes[1]).toMatchObject({ text: "one\ntwo\n" });
  });

  it("find the second of two equal places by their anchors", () => {
    expect(applied(patch)).toBe(FILE.replace(/print\("hello"\)\n$/, 'print("bye")\n'));
  });

  it("are found although spaces differ, and leave the file's own", () => {
    const answer = `*** Begin Patch
*** Update File: a
 def hello(self):
-print("hello")
+        print("hi")
*** End Patch`;
    expect(applied(answer)).toContain('    def hello(self):\n        print("hi")\n');
  });

  it("are refused where they have no end or fit nowhere", () => {
    expect(() => parsePatch("*** Begin Patch\n*** Update File: a\n-x\n+y")).toThrow(/does not end/);
    expect(() => applied("*** Begin Patch\n*** Update File: a\n-nothing like it\n+y\n*** End Patch")).toThrow(
      /does not fit.*nothing like it/,
    );
    expect(() =>
      parsePatch("*** Begin Patch\n*** Delete File: a\n*** Delete File: a\n*** End Patch"),
    ).toThrow(/two sections/);
  });
});

describe("SEARCH/REPLACE blocks", () => {
  it.each([
    ["<<<<<<< SEARCH", ">>>>>>> REPLACE"],
    [">>>>>>> SEARCH", "<<<<<<< REPLACE"],
  ])("are read with arrows as in %s", (search, replace) => {
    const answer = `app/greet.py\n\`\`\`python\n${search}\nimport os\n=======\nimport sys\n${replace}\n\`\`\``;
    expect(parsePatch(answer)).toMatchObject({
      format: "SEARCH/REPLACE",
      changes: [{ path: "app/greet.py" }],
    });
    expect(applied(answer)).toBe(FILE.replace("import os", "import sys"));
  });
});

describe("unified diffs", () => {
  it("are applied although their line numbers are wrong", () => {
    const answer = `\`\`\`diff
--- a/greet.py
+++ b/greet.py
@@ -100,2 +100,2 @@
-import os
+import sys
 
\`\`\``;
    expect(applied(answer)).toBe(FILE.replace("import os", "import sys"));
  });

  it("make the new file of any two", () => {
    const line = fc.constantFrom("a", "b", "c", "  d", "", "e e");
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 30 }),
        fc.array(line, { maxLength: 30 }),
        (a, b) => {
          const [before, after] = [`${a.join("\n")}\nend\n`, `${b.join("\n")}\nend\n`];
          fc.pre(before !== after);
          expect(applied(createTwoFilesPatch("f", "f", before, after), before)).toBe(after);
        },
      ),
    );
  });

  it("keep the line breaks of the file", () => {
    const answer = "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n-one\n+1\n two\n";
    expect(applied(answer, "one\r\ntwo\r\n")).toBe("1\r\ntwo\r\n");
  });
});

it("finds no patch in an ordinary answer", () => {
  expect(parsePatch("Use `git diff`.\n\n--- a rule ---\n\n```sh\nls\n```")).toBeUndefined();
});
