import type { Page } from "playwright-core";

/** Waits until a view is there and nothing in it is still on its way. */
export async function settled(page: Page, heading: string): Promise<void> {
  await page.getByRole("heading", { level: 1, name: heading }).waitFor({ state: "attached" });
  await page.waitForFunction(
    () => document.querySelector('[aria-busy="true"], .animate-spin, .animate-pulse.bg-muted') === null,
  );
  // Charts measure their place first.
  await page.waitForTimeout(250);
}
