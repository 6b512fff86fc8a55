import type { FineTuningRequest, NewFineTuningJob, Repositories } from "../../store/index.ts";
import type { ApiServices } from "../api-environment.ts";
import { type RandomBytes, randomAlphanumeric } from "../random-text.ts";
import { invalidFile, wrongFilePurpose } from "./fine-tuning-errors.ts";
import { enqueueValidation } from "./job-queues.ts";
import { messageEvent } from "./told-events.ts";

/** A job, about to be stored. */
export function newJob(
  { projectId, ...request }: Omit<FineTuningRequest, "tunedName"> & { readonly projectId: string },
  services: Pick<ApiServices, "clock" | "random" | "organization">,
): NewFineTuningJob {
  const { clock, random } = services;
  return {
    id: `ftjob-${randomAlphanumeric(random, 24)}`,
    projectId,
    createdAt: Math.floor(clock.now() / 1000),
    request: { ...request, tunedName: tunedName(request.model, request.suffix ?? "", services) },
  };
}

/** In a transaction. Throws an `ApiError` where a file is not there, or is none for fine-tuning. */
export async function insertJob(
  repositories: Repositories,
  job: NewFineTuningJob,
  services: Pick<ApiServices, "clock" | "random">,
): Promise<void> {
  const { id, projectId, request } = job;
  const files = { training_file: request.trainingFileId, validation_file: request.validationFileId };
  for (const [param, fileId] of Object.entries(files)) {
    if (fileId === undefined) continue;
    // From here on its content stays, also if the file is deleted.
    const file = await repositories.files.hold(projectId, fileId, id);
    if (file === undefined) throw invalidFile(param, fileId);
    if (file.purpose !== "fine-tune") throw wrongFilePurpose(param, file.purpose);
  }
  await repositories.fineTuning.create(job);
  await repositories.fineTuning.events.add(
    messageEvent("created", `Created fine-tuning job: ${id}`)(id, services),
  );
  await enqueueValidation(repositories, job);
}

/** For whoever does not name one. */
export function randomSeed(random: RandomBytes): number {
  return Buffer.from(random(4)).readUInt32LE() % 2 ** 31;
}

/** Colons part a name, so nothing else may hold one. */
export function tunedName(
  snapshot: string,
  suffix: string,
  { organization, random }: Pick<ApiServices, "organization" | "random">,
): string {
  const part = (text: string) => text.toLowerCase().replace(/[^a-z0-9_.-]+/g, "-");
  const owner = part(organization.replace(/^org-/, ""));
  return `ft:${snapshot}:${owner}:${part(suffix)}:${randomAlphanumeric(random, 8)}`;
}
