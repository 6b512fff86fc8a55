import { availableParallelism, cpus, release, totalmem, type } from "node:os";

/** The lines a reader needs to judge figures by. */
export function describeMachine(): string {
  const [cpu] = cpus();
  const gigabytes = (totalmem() / 2 ** 30).toFixed(0);
  return [
    `${cpu?.model.trim() ?? "unknown CPU"}, ${availableParallelism()} cores, ${gigabytes} GiB`,
    `${type()} ${release()}, Node ${process.versions.node}`,
  ].join("; ");
}
