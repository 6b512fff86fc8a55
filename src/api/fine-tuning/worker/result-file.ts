import type { FineTuningJob, StoredFile, WrittenBlob } from "../../../store/index.ts";
import type { ApiServices } from "../../api-environment.ts";
import { newFile } from "../../files/new-file.ts";

const EVENTS_AT_ONCE = 100;

/** Columns of the file, and the metric that each of them shows. */
const COLUMNS = {
  step: "step",
  train_loss: "train_loss",
  train_accuracy: "train_mean_token_accuracy",
  valid_loss: "full_valid_loss",
  valid_mean_token_accuracy: "full_valid_mean_token_accuracy",
} as const;

/** The metrics of a job's steps, as CSV; nobody's file yet. */
export async function writeResultFile(
  { id, projectId }: FineTuningJob,
  services: ApiServices,
): Promise<{ readonly file: StoredFile; readonly blob: WrittenBlob }> {
  const blob = await services.files.write(contentOf(id, services));
  const file = newFile(
    {
      projectId,
      purpose: "fine-tune-results",
      filename: "step_metrics.csv",
      bytes: blob.bytes,
      expiresAfterSeconds: undefined,
    },
    services,
  );
  return { file, blob };
}

async function* contentOf(id: string, { store }: ApiServices): AsyncGenerator<Uint8Array, void> {
  yield Buffer.from(`${Object.keys(COLUMNS).join(",")}\n`);
  let last: { readonly step: unknown; readonly row: string } | undefined;
  for (let after: string | undefined; ; ) {
    const query = { limit: EVENTS_AT_ONCE, order: "asc", after } as const;
    const page = await store.fineTuning.events.list(id, query);
    let text = "";
    for (const { type, data } of page.data) {
      if (type !== "metrics") continue;
      // An epoch's last step is told of twice: the second time with what validation says.
      if (last !== undefined && last.step !== data.step) text += last.row;
      const row = `${Object.values(COLUMNS)
        .map((metric) => data[metric] ?? "")
        .join(",")}\n`;
      last = { step: data.step, row };
    }
    if (text !== "") yield Buffer.from(text);
    if (!page.hasMore) break;
    after = page.data.at(-1)?.id;
  }
  if (last !== undefined) yield Buffer.from(last.row);
}
