import { describe, expect, it } from "vitest";
import { accessibilityProblems } from "./accessibility.ts";
import { findChromium } from "./find-chromium.ts";
import { usePage } from "./use-page.ts";

const KEY = "sk-browser-test-0123456789";

describe.skipIf(findChromium() === undefined)("a server that asks for a key", () => {
  const playground = usePage({ weights: "starter", args: ["--api-key", KEY] });

  it("refuses a wrong key in its own words, lets the right one in, and forgets it with the tab", async () => {
    const page = await playground.open("/logs");
    await page.getByRole("heading", { name: "Sign in to Fourone" }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByLabel("API key").fill("sk-wrong-key-0123456789");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText(/Incorrect API key provided: sk-wro\*\*\*/).waitFor();

    await page.getByLabel("API key").fill(KEY);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Nothing is stored yet").waitFor();
    expect(await page.evaluate(() => ({ ...localStorage }))).not.toHaveProperty("fourone.key");

    const other = await page.context().newPage();
    await other.goto(`${playground.origin()}/logs`);
    await other.getByRole("heading", { name: "Sign in to Fourone" }).waitFor();

    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in to Fourone" }).waitFor();
  });
});
