/** Lines of one job: enough that its own cost is nothing, few enough that several servers share a batch evenly. */
const LINES_PER_JOB = 32;

interface KnownLine {
  readonly line: number;
  readonly prefix: string;
}

/**
 * Divides a batch into jobs. Lines whose prompts begin alike follow each other; those that have nothing in common stay
 * in the order of the file, as far as that goes.
 */
export function splitLines(lines: readonly KnownLine[]): number[][] {
  const sorted = [...lines].sort(
    (left, right) => compare(left.prefix, right.prefix) || left.line - right.line,
  );
  const jobs: number[][] = [];
  for (let at = 0; at < sorted.length; at += LINES_PER_JOB) {
    jobs.push(sorted.slice(at, at + LINES_PER_JOB).map(({ line }) => line));
  }
  return jobs;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
