import { describe, expect, it } from "vitest";
import { findArtifact } from "./find-artifact.ts";

describe("the artifact of an answer", () => {
  it("is its page, fenced or bare", () => {
    expect(findArtifact("Here:\n```html\n<p>Hi\n```\nEnjoy.")).toEqual({ kind: "html", source: "<p>Hi\n" });
    expect(findArtifact("<!DOCTYPE html>\n<p>Hi")?.kind).toBe("html");
    expect(findArtifact("```\n<html><p>\n```")?.kind).toBe("html");
  });

  it("is its script where there is no page", () => {
    const both = "```js\nlet long = 1;\n```\n```html\n<p>\n```";
    expect(findArtifact(both)?.kind).toBe("html");
    expect(findArtifact("```javascript\nalert(1)\n```")).toEqual({
      kind: "javascript",
      source: "alert(1)\n",
    });
  });

  it("is missing where nothing can be run", () => {
    expect(findArtifact("Use `<p>`.\n```python\nprint()\n```")).toBeUndefined();
  });
});
