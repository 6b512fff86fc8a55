import { alignColumns } from "../align-columns.ts";
import type { DistillationCounts, ShownComparison, ShownPreview } from "./shown-distillation.ts";

/** Teacher, student before and student after, side by side. */
export function comparisonTable({ prompts, currency, teacher, before, after }: ShownComparison): string {
  const row = (name: string, of: (figures: typeof before) => string, teachers = "-") => [
    name,
    teachers,
    of(before),
    of(after),
  ];
  const cost = (value: number | null) => (value === null ? "-" : value.toFixed(4));
  const length = (value: number | null) => (value === null ? "-" : value.toFixed(1));
  const lines = alignColumns([
    [`on ${prompts} held-out prompts`, "teacher", "before", "after"],
    row("exact match", ({ exact_match: share }) => `${(100 * share).toFixed(1)} %`),
    row("words in common (F1)", ({ token_f1: f1 }) => f1.toFixed(3)),
    row("loss on the teacher's answers", ({ loss }) => loss?.toFixed(3) ?? "-"),
    row("tokens of an answer", (of) => length(of.mean_output_tokens), length(teacher.mean_output_tokens)),
    row(
      `${currency.toUpperCase()} for 1,000 answers`,
      (of) => cost(of.cost_per_1k_answers),
      cost(teacher.cost_per_1k_answers),
    ),
    ...(before.cut_short + after.cut_short > 0
      ? [row("cut short", ({ cut_short: cut }) => String(cut))]
      : []),
    ...(before.failed + after.failed > 0 ? [row("without an answer", ({ failed }) => String(failed))] : []),
  ]);
  return `${lines.join("\n")}\n`;
}

/** One line of what was found. */
export function countsLine({
  matched,
  unusable,
  duplicates,
  training,
  held_out: heldOut,
}: DistillationCounts) {
  const reasons = Object.entries(unusable).filter(([, count]) => count > 0);
  const left = reasons.map(([reason, count]) => `${count} ${reason.replaceAll("_", " ")}`);
  const out = [...left, ...(duplicates > 0 ? [`${duplicates} answered again later`] : [])];
  const without = out.length === 0 ? "" : ` (left out: ${out.join(", ")})`;
  return `${matched} stored completions${without}: ${training} prompts to learn, ${heldOut} held out\n`;
}

export function previewText({ counts, training_tokens: tokens, samples }: ShownPreview): string {
  const shown = samples.flatMap(({ prompt, answer }) => [`  ${oneLine(prompt)}`, `    → ${oneLine(answer)}`]);
  return [`${countsLine(counts)}${tokens} tokens to learn in each epoch`, ...shown, ""].join("\n");
}

const MAXIMUM_CHARACTERS = 100;

/** What others wrote must not steer the terminal. */
function oneLine(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  const cut = [...plain].slice(0, MAXIMUM_CHARACTERS).join("");
  return cut.length < plain.length ? `${cut}…` : cut;
}
