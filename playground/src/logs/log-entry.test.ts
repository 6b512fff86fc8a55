import { describe, expect, it } from "vitest";
import { metadataQuery } from "./log-entry.ts";

describe("a filter by metadata", () => {
  it("is read as pairs, while it is typed too", () => {
    expect(metadataQuery(" topic = green tea , run=7")).toEqual({
      "metadata[topic]": "green tea",
      "metadata[run]": "7",
    });
    expect(metadataQuery("topic")).toEqual({});
    expect(metadataQuery("a=b=c,")).toEqual({ "metadata[a]": "b=c" });
  });
});
