import { invalidRequest } from "../errors/api-error.ts";

/**
 * The position that the id of a member stands for: its owner's, a dash and the position. Throws an `ApiError` where it
 * is none of this owner's.
 */
export function memberPosition(ownerId: string, after: string): number {
  const [, position] = after.startsWith(`${ownerId}-`)
    ? (/^-(\d{1,9})$/.exec(after.slice(ownerId.length)) ?? [])
    : [];
  if (position !== undefined) return Number(position);
  throw invalidRequest("The object that 'after' names is not in this list.", "after", "invalid_value");
}
