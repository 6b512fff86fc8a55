/**
 * PostgreSQL refuses U+0000 in text, SQLite takes it. On both it becomes U+FFFD, so that a hostile id is simply not
 * found instead of failing on one of them. JSON columns are not concerned: there NUL is escaped.
 */
export function bindable(parameters: readonly unknown[]): unknown[] {
  return parameters.map((value) => {
    if (Array.isArray(value)) return bindable(value);
    return typeof value === "string" && value.includes("\0") ? value.replaceAll("\0", "\uFFFD") : value;
  });
}
