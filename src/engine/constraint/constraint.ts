import type { ConstraintSource } from "../generate-request.ts";

/** What one answer may still say. Methods throw ConstraintError where that cannot be followed in bounded time. */
export interface Constraint extends Disposable {
  /** A bit for each token, 32 to an element, 1 for allowed; undefined where all are. Valid until the next call. */
  mask(): Int32Array | undefined;
  /** Takes a token as said; false, and nothing changes, where it is not allowed. */
  accept(token: number): boolean;
  /** Takes back the last tokens accepted, at most {@link MAXIMUM_ROLLBACK}. @throws RangeError */
  rollback(tokens: number): void;
  /** Whether the answer may end here. */
  readonly isComplete: boolean;
  /** Whether nothing but the end can follow. */
  readonly isTerminated: boolean;
  /** Text that is certain to come next; "" where there is a choice. */
  forcedText(): string;
}

/** Shared by the answers it constrains. */
export interface CompiledConstraint {
  start(): Constraint;
}

export interface ConstraintCompiler extends Disposable {
  /** Rejects with ConstraintError where the source is invalid, too complex, or takes too long. */
  compile(source: ConstraintSource): Promise<CompiledConstraint>;
}

/** Far more than the drafts that get rejected. */
export const MAXIMUM_ROLLBACK = 256;
