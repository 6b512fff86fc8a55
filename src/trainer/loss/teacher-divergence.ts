import type { ProbabilityRows } from "./probability-rows.ts";

/**
 * What a teacher would say at one row: its most probable tokens and their probabilities. What they
 * leave of the whole is spread over all other tokens by the student itself, and so teaches nothing.
 */
export interface TeacherRow {
  readonly tokens: readonly number[];
  readonly probabilities: readonly number[];
}

/**
 * KL(teacher ‖ student) over the teacher's known tokens and one class for all others, summed over rows.
 * Rows without a teacher count nothing.
 */
export function teacherDivergenceForward(
  rows: ProbabilityRows,
  teacher: readonly (TeacherRow | undefined)[],
): number {
  let sum = 0;
  for (const [row, known] of teacher.entries()) {
    if (known === undefined) continue;
    const { others, studentOthers } = restOf(rows, row, known);
    for (const [index, token] of known.tokens.entries())
      sum += term(known.probabilities[index]!, rows.values[row * rows.vocabulary + token]!);
    sum += term(others, studentOthers);
  }
  return sum;
}

/** Writes the gradient of the summed divergence, times `scale`, over the probabilities. */
export function teacherDivergenceBackward(
  rows: ProbabilityRows,
  teacher: readonly (TeacherRow | undefined)[],
  scale: number,
): void {
  const { values, vocabulary } = rows;
  for (let row = 0; row < rows.targets.length; row++) {
    const from = row * vocabulary;
    const known = teacher[row];
    if (known === undefined) {
      values.fill(0, from, from + vocabulary);
      continue;
    }
    // d/dlogit = p - q for a known token; others share q(others) in the student's own proportion.
    const { others, studentOthers } = restOf(rows, row, known);
    const kept = known.tokens.map((token) => values[from + token]!);
    const factor = scale * (1 - others / Math.max(studentOthers, SMALLEST));
    for (let index = from; index < from + vocabulary; index++) values[index] = values[index]! * factor;
    for (const [index, token] of known.tokens.entries())
      values[from + token] = scale * (kept[index]! - known.probabilities[index]!);
  }
}

const SMALLEST = 1e-12;

function restOf({ values, vocabulary }: ProbabilityRows, row: number, known: TeacherRow) {
  let teacher = 1;
  let student = 1;
  for (const [index, token] of known.tokens.entries()) {
    teacher -= known.probabilities[index]!;
    student -= values[row * vocabulary + token]!;
  }
  return { others: Math.max(0, teacher), studentOthers: Math.max(0, student) };
}

function term(teacher: number, student: number): number {
  return teacher <= 0 ? 0 : teacher * Math.log(teacher / Math.max(student, SMALLEST));
}
