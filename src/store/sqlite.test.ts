import { join } from "node:path";
import { afterAll, describe } from "vitest";
import { storeConformance } from "./conformance/store.conformance.ts";
import type { StoreLocation } from "./index.ts";
import { subjectOf } from "./testing/subject.ts";
import { temporaryFolder } from "./testing/temporary-folder.ts";

describe("the store on SQLite", () => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());
  let files = 0;
  const emptyLocation = (): StoreLocation => ({
    kind: "sqlite",
    path: join(folder.path, `store-${++files}.db`),
  });
  const subject = subjectOf(emptyLocation(), async () => emptyLocation());
  storeConformance(() => subject);
});
