/** One thing that `fourone doctor` looked at. */
export interface Finding {
  /** `problem` prevents serving; `note` is worth knowing. */
  readonly level: "good" | "note" | "problem";
  readonly subject: string;
  readonly detail: string;
  /** What to do about it. */
  readonly advice?: string;
}

const signs = { good: "✓", note: "!", problem: "✗" } as const;

export function describeFinding({ level, subject, detail, advice }: Finding): string {
  return `${signs[level]} ${subject}: ${detail}\n${advice ? `    → ${advice}\n` : ""}`;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
