import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { codeFor } from "./code.ts";

const body = {
  model: "gpt-4.1",
  messages: [{ role: "user", content: 'It\'s "so"\n$HOME `x` $y' }],
  temperature: 0,
  stream: true,
  metadata: { "a-b": null },
};
const request = { api: "chat" as const, body, baseUrl: "http://127.0.0.1:4141/v1" };

describe("the code of a request", () => {
  it("gives curl exactly the request, whatever is in it", () => {
    const code = codeFor("curl", request);
    // Printed by a shell in place of curl: the last argument is the body.
    const printed = execFileSync("sh", [
      "-c",
      `curl() { for last; do :; done; printf %s "$last"; }\n${code}`,
    ]);
    expect(JSON.parse(printed.toString())).toEqual(body);
    expect(code).toContain("$OPENAI_API_KEY");
  });

  it("gives TypeScript an object of the same value", () => {
    const code = codeFor("typescript", request);
    const [, literal = ""] = /create\(([\s\S]*)\);\nfor/.exec(code) ?? [];
    expect(new Function(`return ${literal}`)()).toEqual(body);
  });

  it("gives Python its own words", () => {
    const code = codeFor("python", { ...request, api: "responses" });
    expect(code).toContain("client.responses.create(");
    expect(code).toContain("    stream=True,");
    expect(code).toContain('        "a-b": None,');
    expect(code).toContain('base_url="http://127.0.0.1:4141/v1"');
  });
});
