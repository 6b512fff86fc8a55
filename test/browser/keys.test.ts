import { describe, expect, it } from "vitest";
import { findChromium } from "./find-chromium.ts";
import { clientOf } from "./seed.ts";
import { usePage } from "./use-page.ts";

describe.skipIf(findChromium() === undefined)("keys", () => {
  const playground = usePage({ weights: "tiny" });

  it("are shown once, are asked for from then on, and are refused once they are revoked", async () => {
    const page = await playground.open("/keys");
    const make = async (trigger: string, name: string) => {
      await page.getByRole("button", { name: trigger }).click();
      await page.getByLabel("Name").fill(name);
      await page.getByRole("button", { name: "Create the key" }).click();
      const dialog = page.getByRole("dialog", { name: "Save this key now" });
      const value = (await dialog.locator("code").textContent()) ?? "";
      await dialog.getByRole("button", { name: "I have saved it" }).click();
      return value;
    };
    await page.getByRole("tab", { name: "Admin keys" }).click();
    const admin = await make("New admin key", "operator");
    await page.getByRole("heading", { name: "Sign in to Fourone" }).waitFor();
    await page.getByLabel("API key").fill(admin);
    await page.getByRole("button", { name: "Sign in" }).click();

    // The tab that was chosen before is there again.
    await page.getByText("operator").waitFor();
    await page.getByRole("tab", { name: "API keys" }).click();
    const key = await make("New key", "worker");
    const ask = () => clientOf(playground.server().url, key).models.list();
    expect((await ask()).data.length).toBeGreaterThan(0);
    expect(await page.content()).not.toContain(key);
    await page.getByRole("button", { name: "Revoke worker" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByText("No keys yet").waitFor();
    await expect(ask()).rejects.toMatchObject({ status: 401 });
    await page.getByRole("tab", { name: "Audit log" }).click();
    await page.getByText("api_key.deleted").waitFor();
  });
});
