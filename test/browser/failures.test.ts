import { describe, expect, it } from "vitest";
import { findChromium } from "./find-chromium.ts";
import { settled } from "./settled.ts";
import { usePage } from "./use-page.ts";

describe.skipIf(findChromium() === undefined)("what fails meanwhile", () => {
  const playground = usePage({ weights: "tiny", expects: /could not be loaded/ });

  it("a part that cannot be loaded says so, and comes at another try with the conversation kept", async () => {
    const page = await playground.open("/chat");
    await page.getByLabel("Message", { exact: true }).fill("Good morning.");
    const message = "This part of the page could not be loaded.";
    const gone = /\/assets\/(command-palette|code-dialog|files-view)/;
    await page.route(gone, (route) => route.fulfill({ status: 404 }));

    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByText(message).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "View code" }).click();
    await page.getByRole("dialog").getByText(message).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("navigation").getByRole("link", { name: "Files" }).click();
    await page.getByRole("main").getByText(message).waitFor();

    await page.unroute(gone);
    await page.getByRole("button", { name: "Try again" }).click();
    await settled(page, "Files");
    await page.getByRole("navigation").getByRole("link", { name: "Chat" }).click();
    expect(await page.getByLabel("Message", { exact: true }).inputValue()).toBe("Good morning.");
    await page.getByRole("button", { name: "View code" }).click();
    await page.getByRole("dialog", { name: "View code" }).waitFor();
  });

  it("an address that no view has is named, and leads on", async () => {
    const page = await playground.open("/nothing");
    await settled(page, "Not found");
    expect(await page.title()).toBe("Not found · Fourone");
    await page.getByRole("link", { name: "Go to the chat" }).click();
    await settled(page, "Chat");
  });

  it("a limit can be emptied, which takes it away", async () => {
    const page = await playground.open("/keys?tab=limits");
    const field = page.getByLabel("gpt-4.1: requests a minute", { exact: true });
    const save = page.getByRole("button", { name: "Save the limits of gpt-4.1", exact: true });
    await field.waitFor();
    expect(await field.inputValue()).toBe("");
    await field.fill("60");
    await save.click();
    await expect.poll(() => save.isDisabled()).toBe(true);
    await page.reload();
    await expect.poll(() => field.inputValue()).toBe("60");
    await field.fill("");
    await save.click();
    await expect.poll(() => save.isDisabled()).toBe(true);
    await page.reload();
    await field.waitFor();
    expect(await field.inputValue()).toBe("");
  });
});
