import { describe, expect, it } from "vitest";
import { type JobDraft, jobBody } from "./start-job.ts";

const draft: JobDraft = {
  training: { kind: "uploaded", id: "file-1", name: "examples.jsonl", bytes: 9 },
  validation: undefined,
  model: "gpt-4.1-nano",
  method: "supervised",
  suffix: " ",
  seed: "",
  epochs: "",
  batchSize: "",
  learningRateMultiplier: "",
  beta: "",
  metadata: {},
};
const sent = (change: Partial<JobDraft>) => JSON.parse(JSON.stringify(jobBody({ ...draft, ...change })));

describe("the request for a job", () => {
  it("leaves out what was left empty", () => {
    expect(sent({})).toEqual({
      model: "gpt-4.1-nano",
      training_file: "file-1",
      method: { type: "supervised", supervised: { hyperparameters: {} } },
      metadata: { file: "examples.jsonl" },
    });
  });

  it("sends numbers as numbers, and what is none for the server to judge", () => {
    const { method, seed } = sent({ method: "dpo", epochs: "3", beta: "0.5", batchSize: "many", seed: "7" });
    expect(method.dpo.hyperparameters).toEqual({ n_epochs: 3, beta: 0.5, batch_size: "many" });
    expect(seed).toBe(7);
  });
});
