import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { findChromium } from "./find-chromium.ts";
import { usePage } from "./use-page.ts";

const MEGABYTES = 50;

const LONG_SCHEMA = JSON.stringify({
  name: "long",
  strict: true,
  schema: {
    type: "object",
    properties: { numbers: { type: "array", items: { type: "integer" }, minItems: 900 } },
    required: ["numbers"],
    additionalProperties: false,
  },
});

describe.skipIf(findChromium() === undefined)("the chat", () => {
  const playground = usePage({ weights: "starter" });

  const ask = async (page: Page, text: string) => {
    await page.getByLabel("Message", { exact: true }).fill(text);
    await page.keyboard.press("Control+Enter");
  };
  const answered = (page: Page) => page.getByLabel("Figures of the answer").last().waitFor();
  const limit = (page: Page, tokens: number) =>
    page.getByRole("spinbutton", { name: "Longest answer" }).fill(String(tokens));
  const withSchema = async (page: Page, schema: string) => {
    await page.getByText("Answer's format").click();
    await page.getByLabel("Format", { exact: true }).selectOption("json_schema");
    await page.getByLabel("Schema", { exact: true }).fill(schema);
  };

  it.each(["Chat Completions", "Responses"])(
    "streams an answer through %s, and tells its figures",
    async (api) => {
      const page = await playground.open("/");
      await page.getByRole("tab", { name: api }).click();
      await limit(page, 20);
      await ask(page, "Hello");
      await answered(page);
      const figures = await page.getByLabel("Figures of the answer").innerText();
      expect(figures).toMatch(/first token/);
      expect(figures).toMatch(/at OpenAI/);
    },
  );

  it("stops an answer, keeps what came, and goes on from an edited turn", async () => {
    const page = await playground.open("/chat");
    await withSchema(page, LONG_SCHEMA);
    await ask(page, "Count");
    await page.getByText("numbers").last().waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText("stopped", { exact: true }).waitFor();

    await page.getByLabel("Format", { exact: true }).selectOption("text");
    await limit(page, 8);
    const first = page.getByRole("article", { name: "user turn" }).first();
    await first.hover();
    await first.getByRole("button", { name: "Edit" }).click();
    await first.getByLabel("Edit the user turn").fill("Count less");
    await first.getByRole("button", { name: "Save and run" }).click();
    await answered(page);
    await page.getByText("Count less").waitFor();
    expect(await page.getByRole("article").count()).toBe(2);
    expect(await page.getByText("stopped", { exact: true }).count()).toBe(0);
  });

  it("takes a tool's answer by hand, and goes on with it", async () => {
    const page = await playground.open("/chat");
    await page.getByText("Tools", { exact: true }).click();
    await page.getByRole("button", { name: "Fill in an example" }).click();
    await page.getByLabel("Choice").selectOption("get_weather");
    await limit(page, 60);
    await ask(page, "Weather in Paris?");
    await page.getByLabel("What get_weather gives back").fill('{"degrees": 21}');
    await page.getByLabel("Choice").selectOption("none");
    await page.getByRole("button", { name: "Answer the call and run" }).click();
    const answers = () => page.getByLabel("Figures of the answer").count();
    await expect.poll(answers, { timeout: 60_000 }).toBe(2);
    await page.getByRole("article", { name: "tool turn" }).getByText('{"degrees": 21}').waitFor();
  });

  it("checks an answer against its schema, and shows the exact request", async () => {
    const page = await playground.open("/chat");
    await withSchema(page, "");
    await page.getByRole("button", { name: "Fill in an example" }).click();
    await ask(page, "Plan");
    await page.getByText("The answer satisfies the schema.").waitFor();
    await page.getByRole("button", { name: "View code" }).click();
    const code = page.getByRole("dialog").locator("pre");
    expect(await code.textContent()).toContain('"json_schema"');
    await page.getByRole("tab", { name: "Python" }).click();
    expect(await code.textContent()).toContain("client.chat.completions.create(");
  });

  it("saves presets on the server, and opens one by its link", async () => {
    const page = await playground.open("/chat");
    await page.getByText("System Message").click();
    await page.getByLabel("system message").fill("Answer like a pirate.");
    await page.getByRole("button", { name: "Presets" }).click();
    await page.getByLabel("Name of the preset").fill("Pirate");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "Delete Pirate" }).waitFor();
    const list = await (await fetch(`${playground.server().url}/fourone/presets`)).json();
    const [{ id }] = (list as { data: [{ id: string }] }).data;
    const other = await playground.open(`/chat?preset=${id}`);
    await expect.poll(() => other.getByLabel("system message").inputValue()).toBe("Answer like a pirate.");
  });

  it(`attaches ${MEGABYTES} MB that never enter the page, and says what the model takes`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "fourone-attach-"));
    try {
      const log = join(folder, "server.log");
      writeFileSync(log, "09:14:02 ERROR the pool is exhausted\n".repeat((MEGABYTES * 1_000_000) / 37));
      const page = await playground.open("/chat");
      await page.getByTestId("attach").setInputFiles(log);
      await page.getByText(/about [\d,]+ tokens/).waitFor();
      await page.getByText(/takes 2,048/).waitFor();
      await ask(page, "How often?");
      await page.getByRole("alert").last().waitFor({ timeout: 120_000 });
      expect(await page.evaluate(() => document.body.innerText.length)).toBeLessThan(20_000);

      await page.getByRole("button", { name: "Clear" }).click();
      await page.getByTestId("attach").setInputFiles(log);
      await page.getByRole("button", { name: "Send the end" }).click();
      await page.getByText(/the end, .* of 50 MB/).waitFor();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("keeps 2,000 turns out of the page but for those in sight", async () => {
    const messages = Array.from({ length: 2_000 }, (_, index) => `Message number ${index + 1}`);
    const made = await fetch(`${playground.server().url}/fourone/presets`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "Long", content: { settings: {}, messages } }),
    });
    const { id } = (await made.json()) as { id: string };
    const page = await playground.open(`/chat?preset=${id}`);
    await page.getByText("Message number 1999", { exact: true }).waitFor();
    expect(await page.getByRole("article").count()).toBeLessThan(60);
    // A conversation that was just opened may still be on its way to its end.
    const goHome = async () => {
      await page.getByRole("region", { name: "Conversation" }).press("Home");
      return page.getByText("Message number 1", { exact: true }).isVisible();
    };
    await expect.poll(goHome, { timeout: 30_000, interval: 250 }).toBe(true);
  });
});
