import type { FineTuningEvent, Repositories } from "../../../../store/index.ts";

const AT_ONCE = 100;

/**
 * What a job told of its validation file: before its first step, which is of the untouched weights, and after its last.
 * Undefined where it told nothing.
 */
export async function lossesOf(
  jobId: string,
  { fineTuning }: Pick<Repositories, "fineTuning">,
): Promise<{ readonly before: number | undefined; readonly after: number | undefined }> {
  const find = async (order: "asc" | "desc", is: (step: unknown) => boolean) => {
    for (let after: string | undefined; ; ) {
      const page = await fineTuning.events.list(jobId, { limit: AT_ONCE, order, after });
      const losses = page.data.filter(({ data }) => is(data.step)).flatMap(lossOf);
      if (losses.length > 0 || !page.hasMore) return losses[0];
      after = page.data.at(-1)!.id;
    }
  };
  return {
    before: await find("asc", (step) => step === 0),
    after: await find("desc", (step) => typeof step === "number" && step > 0),
  };
}

function lossOf({ data }: FineTuningEvent): number[] {
  const { full_valid_loss: loss } = data;
  return typeof loss === "number" ? [loss] : [];
}
