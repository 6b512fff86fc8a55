import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder of its own for one test file; `remove` takes everything in it away. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "fourone-store-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
