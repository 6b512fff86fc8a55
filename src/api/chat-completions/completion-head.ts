/** What every part of one answer repeats or depends on. */
export interface CompletionHead {
  readonly id: string;
  /** Unix seconds. */
  readonly created: number;
  /** The snapshot's name, whatever name the request used. */
  readonly model: string;
  readonly fingerprint: string;
  readonly logProbabilities: boolean;
  /** Calls are told in the words of the predecessor of tools. */
  readonly legacyFunctions: boolean;
}
