import { afterEach, describe, expect, it } from "vitest";
import { TemplateSandbox } from "./template-sandbox.ts";

const open: TemplateSandbox[] = [];
afterEach(() => Promise.all(open.splice(0).map((sandbox) => sandbox.close())));

function sandbox(source: string, limits = {}): TemplateSandbox {
  const made = new TemplateSandbox(source, limits);
  open.push(made);
  return made;
}

const render = (source: string, limits = {}) => sandbox(source, limits).render({ variables: {}, now: 0 });

describe("TemplateSandbox", () => {
  it("renders", async () => {
    const made = sandbox("{{ greeting | upper }}{{ strftime_now('%Y') }}");
    const now = new Date(2026, 5, 1).getTime();
    expect(await made.render({ variables: { greeting: "hi" }, now })).toBe("HI2026");
  });

  it("reports what the template raises", async () => {
    await expect(render("{{ raise_exception('no such role') }}")).rejects.toThrow("no such role");
  });

  it("reports a template that cannot be parsed", async () => {
    await expect(render("{% for %}")).rejects.toThrow();
  });

  it("ends a template that takes too long, and answers the next one", async () => {
    const loops = "{% for a in range(99999) %}".repeat(3) + "{% endfor %}".repeat(3);
    const made = sandbox(`{% if slow %}${loops}{% endif %}done`, { milliseconds: 500 });
    const slow = made.render({ variables: { slow: true }, now: 0 });
    const next = made.render({ variables: { slow: false }, now: 0 });
    await expect(slow).rejects.toMatchObject({ message: "it took too long", isExhausted: true });
    expect(await next).toBe("done");
  });

  it("ends a template that takes too much memory", async () => {
    const source =
      "{% set n = namespace(x=['a']) %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}";
    await expect(render(source, { heapMegabytes: 16 })).rejects.toMatchObject({ isExhausted: true });
  });

  it("refuses a string that doubles without end", async () => {
    const source =
      "{% set n = namespace(x='aa') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}";
    await expect(render(source)).rejects.toThrow();
  });

  it("refuses too long a range, output and source", async () => {
    await expect(render("{% for i in range(1000000000) %}{% endfor %}")).rejects.toThrow("too long");
    await expect(render("{{ 'x' }}".repeat(20), { outputCharacters: 10 })).rejects.toThrow("too large");
    expect(() => sandbox("x".repeat(300_000))).toThrow("it is too large");
  });

  it("survives a template nested too deeply to parse", async () => {
    await expect(render(`{{ ${"(".repeat(100_000)}`)).rejects.toThrow();
  });
});
