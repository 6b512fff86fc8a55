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
 * them alike. A round counts only where all results can be used: `undefined` drops it, for all.
 */
export async function alternate<Contestant, Result>(
  contestants: readonly Contestant[],
  rounds: number,
  run: (contestant: Contestant, round: number) => Promise<Result | undefined>,
): Promise<Rounds<Result>> {
  const results: Result[][] = contestants.map(() => []);
  let dropped = 0;
  for (let round = 0; round - dropped < rounds; round++) {
    const row: Result[] = [];
    for (const contestant of contestants) {
      const result = await run(contestant, round);
      if (result === undefined) break;
      row.push(result);
    }
    if (row.length === contestants.length) row.forEach((result, index) => void results[index]?.push(result));
    else if (++dropped > MOST_DROPPED) throw new Error(`${dropped} rounds gave nothing that can be used`);
  }
  return { results, dropped };
}
