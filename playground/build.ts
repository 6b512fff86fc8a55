import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * Builds the page into dist/playground. An installation without development dependencies has no
 * bundler, and brings a built page or none: that is no error.
 */
const require = createRequire(import.meta.url);
try {
  require.resolve("vite");
} catch {
  console.log(
    "The playground is not built: its bundler is a development dependency, which is not installed.",
  );
  process.exit(0);
}
const { build } = await import("vite");
await build({ configFile: join(import.meta.dirname, "vite.config.ts"), logLevel: "warn" });
