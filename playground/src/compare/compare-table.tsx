import type { Answer } from "../answer/answer.ts";
import { formatMilliseconds } from "../answer/format-milliseconds.ts";
import { tokensPerSecond } from "../answer/tokens-per-second.ts";
import { classNames } from "../class-names.ts";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../components/ui/table.tsx";
import { formatCount, formatDollars, formatRate } from "../figures/format.ts";
import { costOf } from "../models/cost.ts";
import { type ServedModel, useServedModels } from "../models/served-model.ts";
import type { Column } from "./compare-view.tsx";
import { useAnswers } from "./use-columns.ts";

interface Measure {
  readonly name: string;
  readonly read: (answer: Answer, model: ServedModel | undefined) => number | undefined;
  readonly format: (value: number) => string;
  readonly best: "least" | "most" | "none";
}

const MEASURES: readonly Measure[] = [
  {
    name: "First token",
    read: ({ timing }) => timing?.firstToken,
    format: formatMilliseconds,
    best: "least",
  },
  { name: "Total", read: ({ timing }) => timing?.end, format: formatMilliseconds, best: "least" },
  {
    name: "Tokens a second",
    read: ({ usage, timing }) => usage && timing && tokensPerSecond(usage, timing),
    format: formatRate,
    best: "most",
  },
  { name: "Tokens in", read: ({ usage }) => usage?.promptTokens, format: formatCount, best: "none" },
  { name: "of them cached", read: ({ usage }) => usage?.cachedTokens, format: formatCount, best: "none" },
  { name: "Tokens out", read: ({ usage }) => usage?.completionTokens, format: formatCount, best: "none" },
  {
    name: "At OpenAI",
    read: ({ usage }, model) => (usage && model?.prices ? costOf(usage, model.prices) : undefined),
    format: formatDollars,
    best: "least",
  },
];

/** Times and costs side by side, the best of each marked. */
export function CompareTable({ columns }: { readonly columns: readonly Column[] }) {
  const models = useServedModels().data ?? [];
  const answers = useAnswers(columns);
  return (
    <div className="shrink-0 border-b px-2 py-1">
      <Table aria-label="Times and costs">
        <TableHeader>
          <TableRow>
            <TableHead>Column</TableHead>
            {MEASURES.map(({ name }) => (
              <TableHead key={name} className="text-right">
                {name}
              </TableHead>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          {answers.map((answer, index) => (
            <TableRow key={columns[index]!.id}>
              <TableCell className="py-1.5 font-medium whitespace-nowrap">
                {index + 1}. {answer?.model ?? "not run"}
              </TableCell>
              {MEASURES.map((measure) => {
                const values = answers.map((each) => each && measure.read(each, modelOf(models, each)));
                return (
                  <TableCell
                    key={measure.name}
                    className={classNames(
                      "py-1.5 text-right tabular-nums",
                      isBest(measure, values, index) && "font-semibold text-success",
                    )}
                  >
                    {values[index] === undefined ? "–" : measure.format(values[index])}
                  </TableCell>
                );
              })}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}

function modelOf(models: readonly ServedModel[], answer: Answer): ServedModel | undefined {
  return models.find(({ id, snapshot }) => id === answer.model || snapshot === answer.model);
}

function isBest({ best }: Measure, values: readonly (number | undefined)[], index: number): boolean {
  const known = values.filter((value) => value !== undefined);
  if (best === "none" || known.length < 2 || new Set(known).size < 2) return false;
  return values[index] === (best === "least" ? Math.min(...known) : Math.max(...known));
}
