import { toNumber } from "../../../../ledger/index.ts";
import type { Distillation, DistillationAnswer } from "../../../../store/index.ts";
import type { ApiServices } from "../../../api-environment.ts";
import {
  type Comparison,
  type StudentFigures,
  toComparedPrompt,
  toStudentAnswer,
} from "./comparison-object.ts";
import { lossesOf } from "./losses-of.ts";

const AT_ONCE = 50;
const SAMPLES = 5;

/** What all answers say together. All must be there. */
export async function summarizeComparison(
  { id, request, fineTunedModel, fineTuningJobId }: Distillation,
  services: ApiServices,
): Promise<Comparison> {
  const { store, prices } = services;
  const sums = { teacher: new AnswerSums(), before: new AnswerSums(), after: new AnswerSums() };
  const samples: Comparison["samples"] = [];
  for (let position: number | undefined; ; ) {
    const query = { limit: AT_ONCE, order: "asc", after: position } as const;
    const page = await store.distillations.prompts.list(id, query);
    for (const prompt of page.data) {
      const { teacher, before, after } = prompt;
      if (before === undefined || after === undefined) throw new Error("An answer to compare is missing.");
      sums.teacher.add(teacher);
      sums.before.add(before);
      sums.after.add(after);
      if (samples.length < SAMPLES) {
        const answers = { before: toStudentAnswer(before), after: toStudentAnswer(after) };
        samples.push({ ...toComparedPrompt(prompt), ...answers });
      }
    }
    if (!page.hasMore) break;
    position = page.data.at(-1)?.position;
  }
  const losses = await lossesOf(fineTuningJobId ?? "", store);
  const costOf = (model: string | undefined, answers: AnswerSums) =>
    costPerThousand(model ?? "", answers, services);
  return {
    prompts: sums.teacher.prompts,
    currency: prices.currency,
    teacher: {
      mean_output_tokens: sums.teacher.meanOutputTokens ?? 0,
      cost_per_1k_answers: costOf(request.teacher, sums.teacher),
    },
    before: {
      ...sums.before.figures(losses.before),
      cost_per_1k_answers: costOf(request.student, sums.before),
    },
    after: { ...sums.after.figures(losses.after), cost_per_1k_answers: costOf(fineTunedModel, sums.after) },
    samples,
  };
}

class AnswerSums {
  prompts = 0;
  failed = 0;
  inputTokens = 0;
  outputTokens = 0;
  #cutShort = 0;
  #exact = 0;
  #tokenF1 = 0;

  add({ message, inputTokens, outputTokens, cutShort, exactMatch, tokenF1 }: DistillationAnswer): void {
    this.prompts++;
    if (message === undefined) this.failed++;
    this.inputTokens += inputTokens;
    this.outputTokens += outputTokens;
    this.#cutShort += cutShort ? 1 : 0;
    this.#exact += exactMatch ? 1 : 0;
    this.#tokenF1 += tokenF1;
  }

  get answers(): number {
    return this.prompts - this.failed;
  }

  /** Null without answers. */
  get meanOutputTokens(): number | null {
    return this.answers === 0 ? null : rounded(this.outputTokens / this.answers);
  }

  figures(loss: number | undefined): Omit<StudentFigures, "cost_per_1k_answers"> {
    const prompts = Math.max(1, this.prompts);
    return {
      mean_output_tokens: this.meanOutputTokens,
      exact_match: rounded(this.#exact / prompts),
      token_f1: rounded(this.#tokenF1 / prompts),
      loss: loss ?? null,
      cut_short: this.#cutShort,
      failed: this.failed,
    };
  }
}

/** Undiscounted, as interactive requests would cost. Null where the model has no price, or there is no answer. */
function costPerThousand(
  model: string,
  { answers, inputTokens, outputTokens }: AnswerSums,
  { prices, clock }: Pick<ApiServices, "prices" | "clock">,
): number | null {
  const rates = prices.list.ratesOf(model, false, Math.floor(clock.now() / 1000));
  if (rates === undefined || answers === 0) return null;
  const total = BigInt(inputTokens) * rates.input + BigInt(outputTokens) * rates.output;
  return toNumber((total * 1000n) / BigInt(answers));
}

/** As many digits as mean something. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
