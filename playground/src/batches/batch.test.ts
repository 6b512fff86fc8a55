import { describe, expect, it } from "vitest";
import { type Batch, endOf } from "./batch.ts";

describe("the end of a batch", () => {
  const batch: Batch = {
    id: "batch_1",
    endpoint: "/v1/responses",
    status: "in_progress",
    input_file_id: "file-1",
    created_at: 5,
    completed_at: null,
  };

  it("is told however it ended, so that its time does not go on", () => {
    expect(endOf({ ...batch, completed_at: 10 })).toBe(10);
    expect(endOf({ ...batch, failed_at: 11 })).toBe(11);
    expect(endOf({ ...batch, expired_at: 12 })).toBe(12);
    expect(endOf({ ...batch, cancelled_at: 13 })).toBe(13);
  });

  it("is not there while the batch runs", () => {
    expect(endOf(batch)).toBeUndefined();
  });
});
