import type { Config } from "../../config/index.ts";
import { reachAgain } from "../config-flags.ts";
import { ServerApi } from "../server-api.ts";
import { whileWatched } from "../until-ended.ts";
import { comparisonTable, countsLine, previewText } from "./comparison-table.ts";
import { type DistillFlags, requestOf, selectionOf } from "./distill-flags.ts";
import type { ShownDistillation, ShownPreview } from "./shown-distillation.ts";
import { watchDistillation } from "./watch-distillation.ts";

const PATH = "/fourone/distillations";

/** From stored completions to a student that is compared with its teacher. Gives the process's exit status. */
export async function distill(config: Config, flags: DistillFlags): Promise<number> {
  const body = flags.id === undefined ? requestOrPreview(flags) : undefined;
  const server = await ServerApi.connect(config);
  if (flags.dryRun === true) {
    const preview = await server.post<ShownPreview>(`${PATH}/preview`, body);
    process.stdout.write(flags.json === true ? json(preview) : previewText(preview));
    return 0;
  }
  const begun =
    body === undefined
      ? await server.get<ShownDistillation>(`${PATH}/${encodeURIComponent(flags.id ?? "")}`)
      : await server.post<ShownDistillation>(PATH, body);
  const fileOnly = flags.fileOnly === undefined ? [] : ["--file-only", flags.fileOnly];
  const comeBack = ["distill", "--id", begun.id, ...fileOnly, ...reachAgain(flags)];
  return whileWatched("distillation", comeBack, async () => {
    process.stderr.write(`${begun.id}\n`);
    const ended = await watchDistillation(server, begun, process.stderr);
    const written = flags.fileOnly === undefined ? "" : await download(server, ended, flags.fileOnly);
    process.stdout.write(flags.json === true ? json(ended) : summaryOf(ended) + written);
    return ended.status === "succeeded" ? 0 : 1;
  });
}

function requestOrPreview(flags: DistillFlags): object {
  return flags.dryRun === true ? selectionOf(flags) : requestOf(flags);
}

async function download(
  server: ServerApi,
  { training_file: training, held_out_file: heldOut }: ShownDistillation,
  path: string,
): Promise<string> {
  if (training === null) return "";
  await server.download(training, path);
  if (heldOut === null) return `to learn: ${path}\n`;
  const beside = `${path.replace(/\.jsonl$/i, "")}.held-out.jsonl`;
  await server.download(heldOut, beside);
  return `to learn: ${path}\nheld out: ${beside}\n`;
}

function summaryOf({
  status,
  error,
  counts,
  comparison,
  fine_tuned_model: model,
}: ShownDistillation): string {
  if (error !== null) return `${status}: ${error.message}\n`;
  return [
    counts === null ? `${status}\n` : countsLine(counts),
    comparison === null ? "" : comparisonTable(comparison),
    model === null ? "" : `Ask for it by its name: ${model}\n`,
  ].join("");
}

const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
