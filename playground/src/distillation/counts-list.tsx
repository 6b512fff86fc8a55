import { formatCount } from "../figures/format.ts";
import { type Counts, unusableIn } from "./distillation.ts";

const REASONS = {
  truncated: "cut by a limit",
  refused: "refused",
  not_text: "not only text",
  too_long: "too long",
  unsupported: "of a form that cannot be learned",
} as const satisfies Record<keyof Counts["unusable"], string>;

/** From what was stored to what is learned. */
export function CountsList({ counts }: { readonly counts: Counts }) {
  const { matched, unusable, duplicates, training, held_out } = counts;
  const reasons = Object.entries(REASONS)
    .filter(([name]) => unusable[name as keyof typeof unusable] > 0)
    .map(([name, words]) => `${formatCount(unusable[name as keyof typeof unusable])} ${words}`);
  const rows = [
    { label: "Stored completions", value: matched },
    { label: "Left out", value: unusableIn(counts), note: reasons.join(", ") },
    { label: "Asked again later", value: duplicates, note: "the newest answer counts" },
    { label: "To be learned", value: training, strong: true },
    { label: "Held out to compare on", value: held_out, strong: true },
  ];
  return (
    <dl className="grid gap-1.5 text-[0.8125rem]">
      {rows.map(({ label, value, note, strong }) => (
        <div key={label} className="flex items-baseline justify-between gap-4">
          <dt className={strong ? "font-medium" : "text-muted-foreground"}>
            {label}
            {note && value > 0 && <span className="text-xs text-muted-foreground"> · {note}</span>}
          </dt>
          <dd className={strong ? "font-semibold tabular-nums" : "tabular-nums"}>{formatCount(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
