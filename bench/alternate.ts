import { tell } from "./progress.ts";

export interface Alternation<Contestant, Work, Result> {
  /** Take turns in this order. */
  readonly contestants: readonly Contestant[];
  /** Rounds that must count. */
  readonly rounds: number;
  /** Makes the work of one round, the same for all. */
  readonly work: () => Work | Promise<Work>;
  /** Does it; `undefined` stands for a result that cannot be used. */
  readonly run: (contestant: Contestant, work: Work) => Promise<Result | undefined>;
}

export interface Rounds<Result> {
  /** What each contestant gave in each round that counts: `results[contestant][round]`. */
  readonly results: readonly (readonly Result[])[];
  /** Rounds that did not count because a contestant's result could not be used. */
  readonly dropped: number;
}

/** Rounds that may be dropped before the work itself must be taken for unsuitable. */
const MOST_DROPPED = 10;

/**
 * Lets the contestants work in turn, A B A B …, so that whatever drifts on the machine meets all of
 * them alike. A round counts only where all results can be used.
 * @throws Error where too many rounds had to be dropped.
 */
export async function alternate<Contestant, Work, Result>({
  contestants,
  rounds,
  work,
  run,
}: Alternation<Contestant, Work, Result>): Promise<Rounds<Result>> {
  const results: Result[][] = contestants.map(() => []);
  let dropped = 0;
  for (let counted = 0; counted < rounds; ) {
    tell(`  round ${counted + 1} of ${rounds}`);
    const given = await work();
    const row: Result[] = [];
    for (const contestant of contestants) {
      const result = await run(contestant, given);
      if (result === undefined) break;
      row.push(result);
    }
    if (row.length === contestants.length) {
      for (const [index, result] of row.entries()) results[index]?.push(result);
      counted++;
    } else if (++dropped > MOST_DROPPED) throw new Error(`${dropped} rounds gave nothing that can be used`);
  }
  return { results, dropped };
}
