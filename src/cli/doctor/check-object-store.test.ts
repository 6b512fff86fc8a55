import { describe, expect, it } from "vitest";
import { configSchema } from "../../config/index.ts";
import { startObjectStore } from "../../store/testing/object-store-server.ts";
import { checkObjectStore } from "./check-object-store.ts";

describe("the doctor on the object store", () => {
  it("has nothing to say where a folder holds the files", async () => {
    expect(await checkObjectStore(configSchema.parse({ home: "/home" }))).toEqual([]);
  });

  it("tells whether the bucket takes objects, and leaves none there", async () => {
    const server = await startObjectStore();
    const { endpoint, credentials } = server;
    const examine = (changes: object) => {
      const s3 = { bucket: "files", endpoint, pathStyle: true, ...credentials, ...changes };
      return checkObjectStore(configSchema.parse({ home: "/home", blobs: { s3 } }));
    };
    expect(await examine({})).toMatchObject([{ level: "good", detail: expect.stringContaining(endpoint) }]);
    expect(server.objects.size).toBe(0);
    expect(await examine({ secretAccessKey: "guessed" })).toMatchObject([
      { level: "problem", detail: expect.stringMatching(/refuses access\. \(SignatureDoesNotMatch\)$/) },
    ]);
    await server.close();
    expect(await examine({})).toMatchObject([
      { level: "problem", detail: expect.stringContaining("cannot be reached") },
    ]);
  });
});
