import { beforeAll, describe, expect, it } from "vitest";
import { accessibilityProblems } from "./accessibility.ts";
import { findChromium } from "./find-chromium.ts";
import { clientOf, seed, seedTuning } from "./seed.ts";
import { settled } from "./settled.ts";
import { usePage } from "./use-page.ts";
import { VIEW_LIST } from "./view-list.ts";

describe.skipIf(findChromium() === undefined)("every view", () => {
  const playground = usePage({ weights: "tiny" });

  it.each(VIEW_LIST)("$path says what to do next where there is nothing yet, accessibly", async (view) => {
    const page = await playground.open(view.path);
    await settled(page, view.ready);
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  describe("with something to show", () => {
    beforeAll(async () => {
      const client = clientOf(playground.server().url);
      await seed(client);
      await seedTuning(client);
    });

    for (const colorScheme of ["light", "dark"] as const) {
      it.each(VIEW_LIST)(`$path has no accessibility problem in ${colorScheme} colours`, async (view) => {
        const page = await playground.open(view.path, { colorScheme });
        await settled(page, view.ready);
        expect(await accessibilityProblems(page)).toEqual([]);
      });
    }

    it.each(VIEW_LIST)("$path fits a phone", async (view) => {
      const page = await playground.open(view.path, { viewport: { width: 390, height: 844 } });
      await settled(page, view.ready);
      const overflow = await page.evaluate(() =>
        [document.documentElement, ...document.querySelectorAll("main > div")].map(
          ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth,
        ),
      );
      expect(Math.max(...overflow)).toBeLessThanOrEqual(0);
      expect(await accessibilityProblems(page)).toEqual([]);
    });
  });
});
