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

interface ResultFile {
  readonly file: StoredFile;
  readonly blob: WrittenBlob;
}

/** Puts the results of a batch that is over into its files. */
export async function finishBatch(
  lease: JobLease,
  batch: Batch,
  outcome: BatchOutcome,
  { services, options }: WorkerContext,
): Promise<void> {
  const { store } = services;
  const { total, completed } = batch.counts;
  const written: ResultFile[] = [];
  const write = async (kind: Kind) => {
    const result = await writeFile(batch, kind, outcome, services);
    written.push(result);
    return result.file.id;
  };
  try {
    const outputFileId = completed > 0 ? await write("output") : undefined;
    const errorFileId = total > completed ? await write("error") : undefined;
    await store.transaction(async (repositories) => {
      await repositories.jobs.renew(lease, options.leaseMilliseconds);
      for (const { file, blob } of written) await repositories.files.create(file, [blob]);
      const change = { status: outcome, outputFileId, errorFileId };
      const from = outcome === "cancelled" ? "cancelling" : "finalizing";
      if (!(await endBatch(repositories, batch, change, [from]))) {
        throw new Error("The batch has ended already.");
      }
    });
  } catch (error) {
    // It is tried again: where the disk is full, what each try leaves would keep it full.
    await services.files.discard(written.map(({ blob }) => blob.key)).catch(() => {});
    throw error;
  }
}

async function writeFile(
  batch: Batch,
  kind: Kind,
  outcome: BatchOutcome,
  services: ApiServices,
): Promise<ResultFile> {
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
