import type {
  Distillation,
  DistillationChange,
  DistillationStatus,
  JobLease,
  Repositories,
} from "../../../../store/index.ts";
import type { DistillationContext } from "./distillation-context.ts";

/**
 * Changes a distillation as long as its job is held, with whatever belongs to the change; undefined, and nothing is
 * written, where it is in none of the states `from` (any more).
 */
export function changeHeld(
  lease: JobLease,
  { projectId, id }: Distillation,
  change: DistillationChange,
  from: readonly DistillationStatus[],
  { services, options }: DistillationContext,
  alongside: (repositories: Repositories) => Promise<void> = async () => {},
): Promise<Distillation | undefined> {
  return services.store.transaction(async (repositories) => {
    await repositories.jobs.renew(lease, options.leaseMilliseconds);
    const changed = await repositories.distillations.change(projectId, id, change, from);
    if (changed !== undefined) await alongside(repositories);
    return changed;
  });
}
