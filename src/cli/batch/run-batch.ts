import { open } from "node:fs/promises";
import type { Config } from "../../config/index.ts";
import { type ReachFlags, reachAgain } from "../config-flags.ts";
import { untilEnded, whileWatched } from "../until-ended.ts";
import { type Batch, BatchApi } from "./batch-api.ts";
import { showBatchProgress } from "./batch-progress.ts";

const ENDED: ReadonlySet<string> = new Set(["completed", "failed", "expired", "cancelled"]);

/** From the file of requests to the file of answers. Gives the process's exit status. */
export async function runBatch(
  config: Config,
  file: string,
  { endpoint, out, ...reach }: { readonly endpoint?: string; readonly out?: string } & ReachFlags,
): Promise<number> {
  const path = endpoint ?? (await firstUrl(file));
  const api = await BatchApi.connect(config);
  const batch = await api.create(await api.upload(file), path);
  return waitAndDownload(api, batch, out ?? `${file.replace(/\.jsonl$/i, "")}.output.jsonl`, reach);
}

export async function resumeBatch(
  config: Config,
  id: string,
  { out, ...reach }: { readonly out?: string } & ReachFlags,
): Promise<number> {
  const api = await BatchApi.connect(config);
  return waitAndDownload(api, await api.get(id), out ?? `${id}.output.jsonl`, reach);
}

async function waitAndDownload(api: BatchApi, begun: Batch, out: string, reach: ReachFlags): Promise<number> {
  const goOn = ["batch", "resume", begun.id, "--out", out, ...reachAgain(reach)];
  return whileWatched("batch", goOn, async () => {
    process.stderr.write(`${begun.id}\n`);
    const batch = await waitForEnd(api, begun);
    if (batch.output_file_id !== null) await api.download(batch.output_file_id, out);
    const errors = errorsPath(out);
    if (batch.error_file_id !== null) await api.download(batch.error_file_id, errors);
    process.stdout.write(summaryOf(batch, out, errors));
    return batch.status === "completed" ? 0 : 1;
  });
}

async function waitForEnd(api: BatchApi, { id }: Batch): Promise<Batch> {
  const progress = showBatchProgress(process.stderr);
  try {
    return await untilEnded(async () => {
      const batch = await api.get(id);
      progress.report(batch);
      return ENDED.has(batch.status) ? batch : undefined;
    });
  } finally {
    progress.end();
  }
}

function summaryOf(batch: Batch, out: string, errors: string): string {
  const { request_counts: counts, usage } = batch;
  const refusals = batch.errors?.data ?? [];
  return [
    `${batch.status}: ${counts.completed} of ${counts.total} requests answered, ${counts.failed} failed`,
    `${usage.input_tokens} input and ${usage.output_tokens} output tokens`,
    ...(batch.output_file_id === null ? [] : [`answers: ${out}`]),
    ...(batch.error_file_id === null ? [] : [`errors: ${errors}`]),
    ...refusals.map(({ line, message }) => (line === null ? message : `line ${line}: ${message}`)),
    "",
  ].join("\n");
}

function errorsPath(out: string): string {
  return `${out.replace(/(\.output)?\.jsonl$/i, "")}.errors.jsonl`;
}

/** What the file's first request asks for. */
async function firstUrl(path: string): Promise<string> {
  const file = await open(path).catch(() => {
    throw new Error(`there is no file ${path}`);
  });
  try {
    for await (const line of file.readLines({ autoClose: false })) {
      // Cuts a byte order mark off as well.
      const text = line.trim();
      if (text === "") continue;
      const url = urlOf(text);
      if (url === undefined) break;
      return url;
    }
  } finally {
    await file.close();
  }
  throw new Error(
    `the first line of ${path} is no request; it should name a custom_id, method, url and body`,
  );
}

function urlOf(line: string): string | undefined {
  try {
    const { url } = JSON.parse(line) as { url?: unknown };
    return typeof url === "string" ? url : undefined;
  } catch {
    return undefined;
  }
}
