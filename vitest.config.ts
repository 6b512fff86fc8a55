import { defineConfig } from "vitest/config";

const shared = { pool: "forks" as const, testTimeout: 60_000, hookTimeout: 600_000 };

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...shared,
          name: "unit",
          include: [
            "src/**/*.test.ts",
            "test/*.test.ts",
            "test/!(end-to-end|browser)/*.test.ts",
            "bench/**/*.test.ts",
            "playground/src/**/*.test.{ts,tsx}",
          ],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: "end-to-end",
          include: ["test/end-to-end/**/*.test.ts"],
          // The native threads of a real model spin while they wait for each other: with anything else
          // on the cores they are many times slower, so these run last and one after another.
          fileParallelism: false,
          testTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...shared,
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          globalSetup: ["test/browser/global-setup.ts"],
          fileParallelism: false,
          testTimeout: 180_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
