import { describe, expect, it } from "vitest";
import { isolated } from "./isolated.ts";
import { safeLink } from "./safe-link.ts";

describe("text of a model", () => {
  it("links to pages and mail addresses only", () => {
    expect(safeLink("https://example.com/a?b")).toBe("https://example.com/a?b");
    expect(safeLink("mailto:a@example.com")).toBe("mailto:a@example.com");
    for (const address of [
      "javascript:alert(1)",
      " JaVaScRiPt:alert(1)",
      "java\nscript:alert(1)",
      "data:text/html,<script>",
      "vbscript:x",
      "file:///etc/passwd",
      "/v1/keys",
      "//example.com",
      "",
    ]) {
      expect(safeLink(address), address).toBeUndefined();
    }
  });

  it("shows overrides of direction and control characters instead of obeying them", () => {
    expect(isolated("abc\u202egpj.exe")).toBe("abc⟨U+202E⟩gpj.exe");
    expect(isolated("\u001b[31mred\u001b[0m")).toBe("␛[31mred␛[0m");
    expect(isolated("a\tb\r\nc")).toBe("a\tb\nc");
    expect(isolated("שלום 🙂 e\u0301")).toBe("שלום 🙂 e\u0301");
  });
});
