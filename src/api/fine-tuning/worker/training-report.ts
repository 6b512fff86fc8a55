import type {
  FineTuningChange,
  FineTuningJob,
  FineTuningStatus,
  JobLease,
  JsonObject,
  Repositories,
  StoredAdapter,
  TunedModel,
} from "../../../store/index.ts";
import { describeMemoryPlan, type TrainingEvent } from "../../../trainer/index.ts";
import { endJob } from "../end-job.ts";
import { messageEvent, metricsEvent, type ToldEvent } from "../told-events.ts";
import { failJob } from "./fail-job.ts";
import { addModel, keepCheckpoint, writeAdapter } from "./keep-checkpoint.ts";
import { writeResultFile } from "./result-file.ts";
import type { TuningContext } from "./tuning-context.ts";

/** What the adapters of a training lie over, and how large they are. */
export type AdapterOrigin = Pick<StoredAdapter, "weights" | "rank">;

const RESTING: readonly FineTuningStatus[] = ["paused", "queued"];

type Of<Type extends TrainingEvent["type"]> = Extract<TrainingEvent, { readonly type: Type }>;

/** Puts what a training tells into the store, where clients find it. */
export class TrainingReport {
  readonly #job: FineTuningJob;
  readonly #lease: JobLease;
  readonly #context: TuningContext;
  readonly #origin: AdapterOrigin;
  #totalSteps = 0;
  #step: Of<"step"> | undefined;
  #metrics: JsonObject = {};

  constructor(job: FineTuningJob, lease: JobLease, origin: AdapterOrigin, context: TuningContext) {
    this.#job = job;
    this.#origin = origin;
    this.#lease = lease;
    this.#context = context;
  }

  /** False where nobody wants the training to go on. */
  async take(event: TrainingEvent): Promise<boolean> {
    switch (event.type) {
      case "prepared":
        return this.#prepared(event);
      case "step":
        return this.#stepped(event);
      case "validation":
        return this.#validated(event);
      case "checkpoint":
        return this.#checkpoint(event);
      case "warning":
        return this.#write({}, messageEvent(`warning/${event.message}`, event.message, "warn"));
      case "finished":
        return this.#finished(event);
      case "failed":
        await this.#transaction((repositories) =>
          failJob(repositories, this.#job, event.error, this.#context.services),
        );
        return false;
      case "paused":
      case "resumed":
        return true;
      case "cancelled":
      case "suspended":
        return false;
    }
  }

  async #prepared({ hyperparameters, beta, plan, totalSteps, stepsDone }: Of<"prepared">): Promise<boolean> {
    this.#totalSteps = totalSteps;
    // What is told next may be the end of an epoch, whose last step was told before.
    this.#metrics = await this.#metricsOf(stepsDone);
    const chosen = { ...hyperparameters, ...(beta !== undefined && { beta }) };
    return this.#write({ hyperparameters: chosen }, messageEvent("plan", describeMemoryPlan(plan)));
  }

  #stepped(event: Of<"step">): Promise<boolean> {
    const { step, totalSteps, loss, tokenAccuracy, trainedTokens, secondsLeft } = event;
    this.#step = event;
    this.#metrics = {
      step,
      total_steps: totalSteps,
      train_loss: rounded(loss),
      train_mean_token_accuracy: rounded(tokenAccuracy),
    };
    const estimatedFinish = Math.ceil(this.#context.services.clock.now() / 1000 + secondsLeft);
    const message = `Step ${step}/${totalSteps}: training loss=${loss.toFixed(2)}`;
    const told = metricsEvent(`step/${step}`, message, this.#metrics);
    return this.#write({ estimatedFinish, trainedTokens }, told);
  }

  #validated({ step, loss, tokenAccuracy }: Of<"validation">): Promise<boolean> {
    const training = this.#step?.step === step ? ` training loss=${this.#step.loss.toFixed(2)},` : "";
    this.#metrics = {
      ...this.#metrics,
      step,
      total_steps: this.#totalSteps,
      full_valid_loss: rounded(loss),
      full_valid_mean_token_accuracy: rounded(tokenAccuracy),
    };
    const message = `Step ${step}/${this.#totalSteps}:${training} full validation loss=${loss.toFixed(2)}`;
    return this.#write({}, metricsEvent(`validation/${step}`, message, this.#metrics));
  }

  async #checkpoint({ step, file }: Of<"checkpoint">): Promise<boolean> {
    const { services } = this.#context;
    const { id: jobId, request } = this.#job;
    const model = await this.#model(`${request.tunedName}:ckpt-step-${step}`, step, file);
    const told = messageEvent(`checkpoint/${step}`, `Checkpoint created at step ${step}`);
    if (model === undefined) return this.#write({}, told);
    let gone: readonly string[] = [];
    const metrics = this.#metrics.step === step ? this.#metrics : await this.#metricsOf(step);
    const about = { jobId, step, metrics };
    const wanted = await this.#write({}, told, async (repositories) => {
      gone = await keepCheckpoint(repositories, model, about, services);
    }).finally(() => services.files.discard([model.adapter.blob.key]));
    if (wanted) services.fineTuning.serve(model);
    for (const name of gone) await services.fineTuning.withdraw(name);
    return wanted;
  }

  async #finished({ steps, trainedTokens, file }: Of<"finished">): Promise<boolean> {
    const { services } = this.#context;
    const { tunedName } = this.#job.request;
    const model = await this.#model(tunedName, steps, file);
    if (model === undefined) throw new Error("The training's last adapter is gone.");
    const results = await writeResultFile(this.#job, services);
    const succeeded = await this.#transaction(async (repositories) => {
      const change = { fineTunedModel: tunedName, resultFileId: results.file.id, trainedTokens };
      const ended = await endJob(
        repositories,
        this.#job,
        { status: "succeeded", ...change },
        ["running"],
        services,
      );
      if (ended === undefined) return false;
      await repositories.files.create(results.file, [results.blob]);
      await addModel(repositories, model);
      for (const told of [
        messageEvent("model", `New fine-tuned model created: ${tunedName}`),
        messageEvent("succeeded", "The job has successfully completed"),
      ]) {
        await repositories.fineTuning.events.add(told(this.#job.id, services));
      }
      return true;
    }).finally(() => services.files.discard([results.blob.key, model.adapter.blob.key]));
    if (succeeded) services.fineTuning.serve(model);
    return false;
  }

  /** Its adapter is written, and nobody's yet. */
  async #model(
    name: string,
    step: number,
    file: string,
  ): Promise<(TunedModel & { readonly adapter: StoredAdapter }) | undefined> {
    const { services } = this.#context;
    const { id, projectId, request } = this.#job;
    const createdAt = Math.floor(services.clock.now() / 1000);
    const about = { ...this.#origin, id: `${id}-${step}`, imported: false };
    const adapter = await writeAdapter(file, about, services);
    return adapter && { name, projectId, baseModel: request.model, createdAt, adapter };
  }

  async #metricsOf(step: number): Promise<JsonObject> {
    const { events } = this.#context.services.store.fineTuning;
    const told =
      (await events.get(this.#job.id, `validation/${step}`)) ??
      (await events.get(this.#job.id, `step/${step}`));
    return told?.data ?? {};
  }

  /**
   * Gives false where the job does not run any more. One that rests, or waits again, still tells what was done before
   * it heard of that: its training goes on behind it. Of one that has ended nothing is written.
   */
  #write(
    change: FineTuningChange,
    told: ToldEvent,
    more: (repositories: Repositories) => Promise<void> = async () => {},
  ): Promise<boolean> {
    return this.#transaction(async (repositories) => {
      const { projectId, id } = this.#job;
      const { fineTuning } = repositories;
      const { estimatedFinish: _, ...lasting } = change;
      const isRunning = (await fineTuning.change(projectId, id, change, ["running"])) !== undefined;
      if (!isRunning && (await fineTuning.change(projectId, id, lasting, RESTING)) === undefined)
        return false;
      await fineTuning.events.add(told(id, this.#context.services));
      await more(repositories);
      return isRunning;
    });
  }

  #transaction<T>(work: (repositories: Repositories) => Promise<T>): Promise<T> {
    const { services, options } = this.#context;
    return services.store.transaction(async (repositories) => {
      await repositories.jobs.renew(this.#lease, options.leaseMilliseconds);
      return work(repositories);
    });
  }
}

/** As many digits as mean something. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
