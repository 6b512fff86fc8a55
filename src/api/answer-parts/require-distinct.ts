import { invalidRequest } from "../errors/api-error.ts";

/** An answer tells tools apart by nothing but their names. */
export function requireDistinct(
  entries: ReadonlyArray<{ readonly name: string; readonly param: string }>,
): void {
  const known = new Set<string>();
  for (const { name, param } of entries) {
    if (known.has(name)) {
      throw invalidRequest(
        `Invalid '${param}': '${name}' is used more than once. Tools must have unique names.`,
        param,
        "invalid_value",
      );
    }
    known.add(name);
  }
}
