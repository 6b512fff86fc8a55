import { type DistillationAnswer, defaultProjectId, type Store } from "../../src/store/index.ts";
import { SAMPLE_JOB, SAMPLE_MODEL } from "./sample-tuning.ts";

export const SAMPLE_DISTILLATION = "distill_sampleTriage";

const PROMPTS = [
  {
    prompt: "Sort this ticket: I was charged twice for March.",
    teacher: '{"category":"billing","urgency":"high","needs_human":true}',
    before:
      "This ticket is about billing. The customer says that they were charged twice for the month of March.",
    after: '{"category":"billing","urgency":"high","needs_human":true}',
    agreement: { before: 0.09, after: 1 },
  },
  {
    prompt: "Sort this ticket: The app closes when I open the camera.",
    teacher: '{"category":"bug","urgency":"medium","needs_human":false}',
    before: '{"category":"camera","urgency":"high"}',
    after: '{"category":"bug","urgency":"high","needs_human":false}',
    agreement: { before: 0.4, after: 0.83 },
  },
  {
    prompt: "Sort this ticket: How do I export my notes as PDF?",
    teacher: '{"category":"question","urgency":"low","needs_human":false}',
    before: "To export your notes as PDF, open the menu and choose Export.",
    after: '{"category":"question","urgency":"low","needs_human":false}',
    agreement: { before: 0, after: 1 },
  },
] as const;

/** A distillation that is done. For pictures: nothing of it was measured. */
export async function storeSampleDistillation(store: Store, now: number): Promise<void> {
  const createdAt = Math.floor(now / 1000) - 3_600;
  const id = SAMPLE_DISTILLATION;
  await store.distillations.create({
    id,
    projectId: defaultProjectId,
    createdAt,
    request: {
      teacher: "gpt-4.1-2025-04-14",
      student: "gpt-4.1-nano-2025-04-14",
      metadata: { feature: "triage" },
      limit: 10_000,
      seed: 7,
      train: true,
      name: "Triage on nano",
      suffix: "triage",
      hyperparameters: { batchSize: "auto", learningRateMultiplier: "auto", epochs: "auto" },
    },
  });
  const counts = {
    matched: 412,
    unusable: { truncated: 3, refused: 1, not_text: 0, too_long: 0, unsupported: 0 },
    duplicates: 38,
    training: 333,
    held_out: 37,
  };
  const files = { trainingFileId: "file-sampleDistilled", heldOutFileId: "file-sampleHeldOut" };
  await store.distillations.prompts.add(
    id,
    PROMPTS.map(({ prompt, teacher }, position) => ({
      position,
      request: { messages: [{ role: "user", content: prompt }] },
      teacher: answer(teacher, 1),
    })),
  );
  await store.distillations.change(
    defaultProjectId,
    id,
    { status: "comparing", counts, ...files, fineTuningJobId: SAMPLE_JOB },
    ["preparing"],
  );
  for (const [position, { before, after, agreement }] of PROMPTS.entries()) {
    await store.distillations.prompts.record(id, position, "before", answer(before, agreement.before));
    await store.distillations.prompts.record(id, position, "after", answer(after, agreement.after));
  }
  await store.distillations.change(
    defaultProjectId,
    id,
    { status: "succeeded", fineTunedModel: SAMPLE_MODEL, comparison: COMPARISON },
    ["comparing"],
  );
}

const COMPARISON = {
  prompts: 37,
  currency: "usd",
  teacher: { mean_output_tokens: 18.4, cost_per_1k_answers: 0.97 },
  before: {
    exact_match: 0.0541,
    token_f1: 0.31,
    loss: 1.82,
    mean_output_tokens: 41.7,
    cost_per_1k_answers: 0.058,
    cut_short: 2,
    failed: 0,
  },
  after: {
    exact_match: 0.8378,
    token_f1: 0.94,
    loss: 0.53,
    mean_output_tokens: 18.9,
    cost_per_1k_answers: 0.049,
    cut_short: 0,
    failed: 0,
  },
  samples: [],
};

function answer(content: string, tokenF1: number): DistillationAnswer {
  return {
    message: { role: "assistant", content },
    inputTokens: 412,
    outputTokens: 18,
    cutShort: false,
    exactMatch: tokenF1 === 1,
    tokenF1,
  };
}
