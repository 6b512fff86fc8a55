/** Part of an interactive step's time by which batch work may lengthen it. */
const SHARE = 0.05;
/**
 * CPU kernels compute four tokens at a time: the fifth costs more than double. Not more than so many times what tokens
 * cost on the average: the rest of a long step is noise.
 */
const DEAREST = 4;

export interface InteractiveStep {
  /** Of the whole step. */
  readonly milliseconds: number;
  /** Tokens of batch work in it. */
  readonly batchTokens: number;
  /** What one of them is thought to cost; undefined before anything is known. */
  readonly perToken: number | undefined;
}

/**
 * What batch work may take of steps that people wait for. Where a token more costs next to nothing, batch work rides
 * along in every step; where it costs much, a token rides in every so many steps, so that a server that is never idle
 * still comes to an end with its batches.
 */
export class BatchShare {
  /** Milliseconds saved up. */
  #credit = 0;
  /** Of the last step without batch work, in milliseconds. */
  #alone: number | undefined;

  /** Tokens of batch work that the next interactive step may carry. */
  tokens(perToken: number | undefined): number {
    if (perToken === undefined || perToken <= 0) return 0;
    return Math.max(0, Math.floor(this.#credit / perToken));
  }

  observe({ milliseconds, batchTokens, perToken = 0 }: InteractiveStep): void {
    if (batchTokens === 0) this.#alone = milliseconds;
    const least = batchTokens * perToken;
    const spent = Math.min(DEAREST * least, Math.max(least, milliseconds - (this.#alone ?? milliseconds)));
    const own = Math.max(0, milliseconds - spent) * SHARE;
    // Not saved up beyond one token: what was not used by now was not wanted.
    this.#credit = Math.min(this.#credit - spent + own, Math.max(own, perToken));
  }
}
