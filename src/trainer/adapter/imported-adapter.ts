import { TrainerError } from "../trainer-error.ts";

/** The weights that an adapter is to lie over. */
export interface AdapterBase {
  readonly sha256: string;
}

export interface ImportedAdapter {
  /** The largest, where matrices differ. */
  readonly rank: number;
  readonly alpha: number;
  /** Matrices that it changes. */
  readonly matrices: number;
}

/** Adapters of more are none: they would be as large as what they change. */
export const maximumRank = 1024;

const maximumAlpha = 1e6;

export function isRank(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= maximumRank;
}

export function isAlpha(value: unknown): value is number {
  return typeof value === "number" && value > 0 && value <= maximumAlpha;
}

/** Names come from whoever made the file. */
export const shownName = (name: string): string => JSON.stringify(name.slice(0, 200));

export function refuseAdapter(problem: string): never {
  throw new TrainerError("invalid-adapter", `The adapter cannot be used with these weights: ${problem}.`);
}
