import { describe, expect, it } from "vitest";
import { ChatTemplate } from "./chat-template.ts";
import { type FixtureName, readFixture } from "./fixtures/read-fixture.ts";
import { compileTemplate, type TemplateInput } from "./render-template.ts";
import { probeTemplate } from "./template-probe.ts";
import { TemplateFailure } from "./template-sandbox.ts";

const SPECIAL = { beginOfSequence: "<s>", endOfSequence: "</s>" };

/** Runs a template in this thread: the ones here are our own. */
function templateOf(source: string): ChatTemplate {
  const run = compileTemplate(source);
  const render = async (input: TemplateInput) => {
    try {
      return run(input);
    } catch (cause) {
      throw new TemplateFailure(String(cause));
    }
  };
  return new ChatTemplate(source, { render }, SPECIAL, () => 0);
}

describe("probeTemplate", () => {
  it.each([
    ["zephyr", { system: "anywhere", alternate: false, nativeTools: false }],
    ["hermes", { system: "anywhere", alternate: false, nativeTools: true, tools: "parallel" }],
    ["thinking", { system: "anywhere", alternate: false, nativeTools: true, tools: "parallel" }],
    ["llama", { system: "anywhere", alternate: false, nativeTools: true, tools: "single" }],
    ["mistral", { system: "first", alternate: true, nativeTools: true, tools: "parallel" }],
    ["gemma", { system: "first", alternate: true, nativeTools: false }],
    ["xml-calls", { system: "anywhere", alternate: false, nativeTools: true, tools: "parallel" }],
  ] as const)("finds out what the %s kind of template can do", async (name: FixtureName, use) => {
    expect(await probeTemplate(templateOf(readFixture(name)))).toMatchObject(use);
  });

  it("finds out that a template wants arguments as text", async () => {
    const source =
      "{% for t in tools or [] %}{{ t.function.name }}{{ t.function.description }}{% endfor %}" +
      "{% for m in messages %}{{ m.role }}{% for c in m.tool_calls or [] %}{{ c.function.name }}" +
      "{{ '' + c.function.arguments.strip() }}{% endfor %}{{ m.content }}{% endfor %}";
    const use = await probeTemplate(templateOf(source));
    expect(use).toMatchObject({ nativeTools: true, arguments: "text" });
  });

  it("finds out that a template has no system messages", async () => {
    const source =
      "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system') }}{% endif %}{{ m.content }}{% endfor %}";
    expect(await probeTemplate(templateOf(source))).toMatchObject({ system: "none", alternate: false });
  });

  it("tries a template no further that takes too much", async () => {
    let renders = 0;
    const render = () => {
      renders += 1;
      return Promise.reject(new TemplateFailure("it took too long", true));
    };
    const template = new ChatTemplate("", { render }, SPECIAL, () => 0);
    await expect(probeTemplate(template)).rejects.toThrow("it took too long");
    expect(renders).toBe(1);
  });
});
