import type { Row } from "../report/row.ts";

/** What every part works with. */
export interface TunePlace {
  /** GGUF file to train on and to serve. */
  readonly weights: string;
  /** For files of the parts. */
  readonly folder: string;
  readonly threads: number;
  /** Milliseconds of `performance.now()` by which everything has to be over. */
  readonly deadline: number;
}

export type TunePart = (place: TunePlace) => Promise<Row[]>;

/** The bench has taken as long as it may. */
export class OutOfTime extends Error {
  constructor() {
    super("there was no time left for it; see --minutes");
    this.name = "OutOfTime";
  }
}
