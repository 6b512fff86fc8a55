import type { Config } from "../../config/index.ts";
import { type ReachFlags, reachAgain } from "../config-flags.ts";
import { ServerApi } from "../server-api.ts";
import { whileWatched } from "../until-ended.ts";
import type { TuningJob } from "./tuning-job.ts";
import { watchJob } from "./watch-job.ts";

export interface TuneFlags extends ReachFlags {
  readonly model: string;
  readonly method: "supervised" | "dpo";
  readonly validation?: string;
  readonly suffix?: string;
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly learningRateMultiplier?: number;
  readonly beta?: number;
  readonly seed?: number;
  readonly job?: string;
}

/** From the file of examples to the name of the tuned model. Gives the process's exit status. */
export async function tune(config: Config, file: string | undefined, flags: TuneFlags): Promise<number> {
  if ((file === undefined) === (flags.job === undefined)) {
    throw new Error("name a file of examples, or with --job the job to watch");
  }
  const server = await ServerApi.connect(config);
  const job =
    file === undefined
      ? await server.get<TuningJob>(`/fine_tuning/jobs/${encodeURIComponent(flags.job ?? "")}`)
      : await begin(server, file, flags);
  return whileWatched("job", ["tune", "--job", job.id, ...reachAgain(flags)], async () => {
    const ended = await watchJob(server, job, process.stderr);
    process.stdout.write(summaryOf(ended));
    return ended.status === "succeeded" ? 0 : 1;
  });
}

async function begin(server: ServerApi, file: string, flags: TuneFlags): Promise<TuningJob> {
  const { model, method, validation, suffix, seed, epochs, batchSize, learningRateMultiplier, beta } = flags;
  const training = await upload(server, file);
  const hyperparameters = {
    n_epochs: epochs,
    batch_size: batchSize,
    learning_rate_multiplier: learningRateMultiplier,
    beta,
  };
  return server.post("/fine_tuning/jobs", {
    model,
    training_file: training,
    validation_file: validation === undefined ? undefined : await upload(server, validation),
    suffix,
    seed,
    method: { type: method, [method]: { hyperparameters } },
  });
}

async function upload(server: ServerApi, path: string): Promise<string> {
  return server.upload(path, "fine-tune").catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" || error.code === "ERR_INVALID_ARG_VALUE"
      ? new Error(`there is no file ${path}`)
      : error;
  });
}

function summaryOf({ status, error, fine_tuned_model: model, trained_tokens: tokens }: TuningJob): string {
  if (error !== null) return `${status}: ${error.message}\n`;
  if (model === null) return `${status}\n`;
  return `${status} after ${tokens} trained tokens. Ask for it by its name: ${model}\n`;
}
