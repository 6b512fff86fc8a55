import { classNames } from "../class-names.ts";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "../components/ui/card.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../components/ui/table.tsx";
import { formatCount, formatDollars, formatShare } from "../figures/format.ts";
import type { Comparison, Distillation, StudentFigures, TeacherFigures } from "./distillation.ts";

type Format = (value: number, currency: string) => string;

interface Measure {
  readonly name: string;
  readonly note: string;
  readonly teacher?: (figures: TeacherFigures) => number | null;
  readonly student: (figures: StudentFigures) => number | null;
  readonly format: Format;
  readonly better: "less" | "more" | "neither";
}

const share: Format = (value) => formatShare(value, 1);
const count: Format = (value) => formatCount(value);

const MEASURES: readonly Measure[] = [
  {
    name: "Same answers",
    note: "word for word the teacher's",
    student: ({ exact_match }) => exact_match,
    format: share,
    better: "more",
  },
  {
    name: "Shared words",
    note: "F1 with the teacher's answer",
    student: ({ token_f1 }) => token_f1,
    format: share,
    better: "more",
  },
  {
    name: "Loss",
    note: "on the teacher's answers, nats a token",
    student: ({ loss }) => loss,
    format: (value) => value.toFixed(3),
    better: "less",
  },
  {
    name: "Length",
    note: "tokens an answer",
    teacher: ({ mean_output_tokens }) => mean_output_tokens,
    student: ({ mean_output_tokens }) => mean_output_tokens,
    format: (value) => value.toFixed(1),
    better: "neither",
  },
  {
    name: "Cost",
    note: "1,000 answers, at list prices",
    teacher: ({ cost_per_1k_answers }) => cost_per_1k_answers,
    student: ({ cost_per_1k_answers }) => cost_per_1k_answers,
    format: (value, currency) =>
      currency === "usd" ? formatDollars(value) : `${value.toFixed(4)} ${currency.toUpperCase()}`,
    better: "less",
  },
  {
    name: "Cut short",
    note: "by the limit on tokens",
    student: ({ cut_short }) => cut_short,
    format: count,
    better: "less",
  },
  {
    name: "Not answered",
    note: "these agree in nothing",
    student: ({ failed }) => failed,
    format: count,
    better: "less",
  },
];

export interface ComparisonCardProps {
  readonly comparison: Comparison;
  readonly distillation: Distillation;
}

/** Teacher, and student before and after, on prompts that were not learned. */
export function ComparisonCard({ comparison, distillation }: ComparisonCardProps) {
  const { teacher, before, after, currency, prompts } = comparison;
  return (
    <Card>
      <CardHeader>
        <CardTitle>Comparison</CardTitle>
        <CardDescription>
          On {formatCount(prompts)} {prompts === 1 ? "prompt" : "prompts"} that the student has not learned.
        </CardDescription>
      </CardHeader>
      <CardContent className="px-0 pb-0">
        <Table aria-label="Comparison" className="[&_td]:align-middle max-md:[&_td]:px-2 max-md:[&_th]:px-2">
          <TableHeader>
            <TableRow>
              <TableHead>Measure</TableHead>
              <TableHead className="text-right whitespace-normal">
                Teacher <span className="hidden font-normal md:block">{distillation.teacher}</span>
              </TableHead>
              <TableHead className="text-right whitespace-normal">
                Student before <span className="hidden font-normal md:block">{distillation.student}</span>
              </TableHead>
              <TableHead className="text-right whitespace-normal">
                Student after <span className="hidden font-normal md:block">tuned</span>
              </TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {MEASURES.map((measure) => {
              const { name, note, format } = measure;
              const shown = (value: number | null | undefined) =>
                value == null ? "–" : format(value, currency);
              const was = measure.student(before);
              const is = measure.student(after);
              return (
                <TableRow key={name}>
                  <th scope="row" className="px-3 py-2 font-medium">
                    {name}
                    <span className="block text-xs font-normal text-muted-foreground">{note}</span>
                  </th>
                  <TableCell className="text-right tabular-nums">
                    {shown(measure.teacher?.(teacher))}
                  </TableCell>
                  <TableCell className="text-right tabular-nums">{shown(was)}</TableCell>
                  <TableCell
                    className={classNames("text-right font-semibold tabular-nums", lookOf(measure, was, is))}
                  >
                    {shown(is)}
                  </TableCell>
                </TableRow>
              );
            })}
          </TableBody>
        </Table>
      </CardContent>
    </Card>
  );
}

/** The colour of how it changed; the numbers beside it say the same. */
function lookOf({ better }: Measure, was: number | null, is: number | null): string {
  if (was === null || is === null || was === is || better === "neither") return "";
  return is > was === (better === "more") ? "text-success" : "text-warning";
}
