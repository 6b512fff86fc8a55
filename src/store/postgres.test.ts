import { afterAll, describe, it } from "vitest";
import { storeConformance } from "./conformance/store.conformance.ts";
import type { StoreLocation } from "./index.ts";
import { startPostgres } from "./testing/postgres-server.ts";
import { subjectOf } from "./testing/subject.ts";

const server = await startPostgres();

if (typeof server === "string") {
  describe("the store on PostgreSQL", () => {
    it.skip(server);
  });
} else {
  const emptyLocation = async (): Promise<StoreLocation> => ({
    kind: "postgres",
    url: await server.createDatabase(),
  });
  const subject = subjectOf(await emptyLocation(), emptyLocation);
  describe("the store on PostgreSQL", () => {
    afterAll(() => server.remove());
    storeConformance(() => subject);
  });
}
