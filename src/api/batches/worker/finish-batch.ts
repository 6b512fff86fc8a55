import type { Batch, JobLease, StoredFile, WrittenBlob } from "../../../store/index.ts";
import type { ApiServices } from "../../api-environment.ts";
import { newFile } from "../../files/new-file.ts";
import type { BatchOutcome } from "../batch-jobs.ts";
import { LONGEST_OUTPUT_LIFE_SECONDS } from "../batch-schema.ts";
import { endBatch } from "./end-batch.ts";
import { undoneLine } from "./result-line.ts";
import type { WorkerContext } from "./worker-context.ts";

/** Lines that are read from the store together; their answers may be long. */
const LINES_AT_ONCE = 32;

type Kind = "output" | "error";

/** Puts the results of a batch that is over into its files. */
export async function finishBatch(
  lease: JobLease,
  batch: Batch,
  outcome: BatchOutcome,
  { services, options }: WorkerContext,
): Promise<void> {
  const { store } = services;
  const { total, completed } = batch.counts;
  const output = completed > 0 ? await writeFile(batch, "output", outcome, services) : undefined;
  const error = total > completed ? await writeFile(batch, "error", outcome, services) : undefined;
  await store.transaction(async (repositories) => {
    await repositories.jobs.renew(lease, options.leaseMilliseconds);
    for (const written of [output, error]) {
      if (written !== undefined) await repositories.files.create(written.file, [written.blob]);
    }
    const change = { status: outcome, outputFileId: output?.file.id, errorFileId: error?.file.id };
    const from = outcome === "cancelled" ? "cancelling" : "finalizing";
    if (!(await endBatch(repositories, batch, change, [from]))) {
      throw new Error("The batch has ended already.");
    }
  });
}

async function writeFile(
  batch: Batch,
  kind: Kind,
  outcome: BatchOutcome,
  services: ApiServices,
): Promise<{ readonly file: StoredFile; readonly blob: WrittenBlob }> {
  const blob = await services.files.write(contentOf(batch, kind, outcome, services));
  const description = {
    projectId: batch.projectId,
    purpose: "batch_output",
    filename: `${batch.id}_${kind}.jsonl`,
    bytes: blob.bytes,
    expiresAfterSeconds: batch.outputExpiresAfter ?? LONGEST_OUTPUT_LIFE_SECONDS,
  } as const;
  return { file: newFile(description, services), blob };
}

async function* contentOf(
  { id }: Batch,
  kind: Kind,
  outcome: BatchOutcome,
  { store, random }: ApiServices,
): AsyncGenerator<Uint8Array, void> {
  for (let after = 0; ; ) {
    const lines = await store.batches.lines.ended(id, after, LINES_AT_ONCE);
    const text = lines
      .filter(({ succeeded }) => succeeded === (kind === "output"))
      .map(({ result, customId }) => {
        if (result !== undefined) return `${result}\n`;
        if (outcome === "completed") throw new Error("A batch is put together before it is done.");
        return `${undoneLine(customId, outcome, random)}\n`;
      });
    if (text.length > 0) yield Buffer.from(text.join(""));
    if (lines.length < LINES_AT_ONCE) return;
    after = lines.at(-1)!.line;
  }
}
