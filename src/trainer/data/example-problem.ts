/** What is wrong with one line of a training file, in words for whoever wrote it. */
export class ExampleProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ExampleProblem";
  }
}

export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function refuse(message: string): never {
  throw new ExampleProblem(message);
}

/** Text that can be learned: no NUL, no half of a surrogate pair. */
export function checkedText(value: string, where: string): string {
  if (value.includes("\0")) refuse(`${where} contains a NUL character`);
  if (!value.isWellFormed()) refuse(`${where} contains an unpaired surrogate, which is no character`);
  return value;
}
