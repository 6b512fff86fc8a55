import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "./find-chromium.ts";
import { clientOf, seed } from "./seed.ts";
import { settled } from "./settled.ts";
import { usePage } from "./use-page.ts";

/** What has the focus, by the name that a screen reader says. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute("aria-label") || element?.id || element?.textContent?.trim() || "nothing";
  });
}

describe.skipIf(findChromium() === undefined)("day after day", () => {
  const playground = usePage({ weights: "tiny" });
  beforeAll(() => seed(clientOf(playground.server().url)));

  it("a window gives the focus back to what opened it, and to the view where that is gone", async () => {
    const page = await playground.open("/chat");
    await page.getByRole("button", { name: "View code" }).press("Enter");
    await page.getByRole("dialog", { name: "View code" }).waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => focused(page)).toContain("View code");

    await page.keyboard.press("Control+k");
    await page.getByRole("dialog", { name: "Go to a view" }).waitFor();
    await page.keyboard.type("files");
    await page.keyboard.press("Enter");
    await settled(page, "Files");
    await expect.poll(() => focused(page)).toBe("view");

    await page.getByRole("button", { name: "Delete server.log" }).press("Enter");
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).press("Enter");
    await page.getByText("server.log", { exact: true }).waitFor({ state: "detached" });
    await expect.poll(() => focused(page)).toBe("view");
  });

  it("what is done to a turn leaves the focus with it, or with the conversation", async () => {
    const page = await playground.open("/chat");
    await page.getByLabel("Message", { exact: true }).fill("Good morning.");
    await page.keyboard.press("Control+Enter");
    await page.getByText("tok/s").waitFor();
    await page.getByRole("button", { name: "Edit" }).first().press("Enter");
    await page.keyboard.press("Escape");
    await expect.poll(() => focused(page)).toBe("Edit");
    await page.getByRole("button", { name: "Delete" }).last().press("Enter");
    await expect.poll(() => focused(page)).toBe("Conversation");
  });

  it("a preset with a long name keeps its buttons in sight, and asks before it is deleted", async () => {
    const page = await playground.open("/chat");
    await page.getByRole("button", { name: "Presets" }).click();
    await page.getByLabel("Name of the preset").fill("a preset for the support team ".repeat(4).trim());
    await page.keyboard.press("Enter");
    const presets = page.getByRole("dialog", { name: "Presets" });
    const remove = presets.getByRole("button", { name: /^Delete a preset/ });
    await remove.waitFor();
    const [inner, outer] = [await remove.boundingBox(), await presets.boundingBox()];
    expect((inner?.x ?? 0) + (inner?.width ?? 0)).toBeLessThan((outer?.x ?? 0) + (outer?.width ?? 0));
    await remove.click();
    await page
      .getByRole("dialog", { name: "Delete this preset?" })
      .getByRole("button", { name: "Delete" })
      .click();
    await presets.getByText("No presets yet").waitFor();
    await expect.poll(() => focused(page)).toBe("Presets");
  });

  it("the key that runs does nothing to what lies under a window", async () => {
    const page = await playground.open("/chat");
    await page.getByLabel("Message", { exact: true }).fill("Good morning.");
    await page.getByRole("button", { name: "View code" }).click();
    await page.getByRole("dialog", { name: "View code" }).waitFor();
    await page.keyboard.press("Control+Enter");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await page.getByLabel("Message", { exact: true }).inputValue()).toBe("Good morning.");
    await page.getByText("Nothing said yet").waitFor();
  });

  it("what a view shows is there again after a reload and on the way back", async () => {
    const page = await playground.open("/logs");
    await page.getByLabel("Filter by metadata").fill("topic=weather");
    await page.getByLabel("Kind").selectOption("response");
    await page.getByRole("navigation").getByRole("link", { name: "Keys and limits" }).click();
    await page.getByRole("tab", { name: "Audit log" }).click();
    await page.reload();
    await settled(page, "Keys and limits");
    expect(await page.getByRole("tab", { name: "Audit log" }).getAttribute("aria-selected")).toBe("true");

    await page.goBack();
    await settled(page, "Logs");
    expect(await page.getByLabel("Filter by metadata").inputValue()).toBe("topic=weather");
    await expect.poll(() => page.getByRole("row").count()).toBe(2);
    await page.getByText("Why is the sky blue").waitFor();
  });

  it("another grouping of the usage leaves the focus where it was chosen", async () => {
    const page = await playground.open("/usage");
    await page.getByLabel("Grouped").focus();
    await page.getByLabel("Grouped").selectOption("project_id");
    await page.getByText("All tokens a day, by project").first().waitFor({ state: "attached" });
    expect(await focused(page)).toBe("Grouped");
    await page.reload();
    await settled(page, "Usage");
    expect(await page.getByLabel("Grouped").inputValue()).toBe("project_id");
  });

  it("a key that is shown once stays in sight until somebody says that it is saved", async () => {
    const page = await playground.open("/keys");
    await page.getByRole("button", { name: "New key" }).click();
    await page.getByLabel("Name").fill("worker");
    await page.getByRole("button", { name: "Create the key" }).click();
    const dialog = page.getByRole("dialog", { name: "Save this key now" });
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await page.mouse.click(5, 5);
    await dialog.locator("code").waitFor();
  });
});
