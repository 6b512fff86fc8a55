import { diffWordsWithSpace } from "diff";
import { useMemo } from "react";
import { formatCount } from "../figures/format.ts";
import { isolated } from "../markdown/isolated.ts";
import type { Usage } from "./answer.ts";

export interface PredictionViewProps {
  readonly prediction: string;
  readonly text: string;
  readonly usage: Usage | undefined;
}

/** Milliseconds that comparing may take. */
const TIMEOUT = 400;

/** What of the prediction the answer holds, in colour, and how many of its tokens counted. */
export default function PredictionView({ prediction, text, usage }: PredictionViewProps) {
  const changes = useMemo(
    () => diffWordsWithSpace(prediction, text, { timeout: TIMEOUT }),
    [prediction, text],
  );
  return (
    <div className="grid gap-2 rounded-lg border p-3 text-[0.8125rem]">
      <p className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
        {usage && (
          <>
            <span className="text-success">
              {formatCount(usage.acceptedPredictionTokens)} predicted tokens accepted
            </span>
            <span className="text-destructive">{formatCount(usage.rejectedPredictionTokens)} rejected</span>
          </>
        )}
        <span className="text-muted-foreground">
          The API tells how many, not which: the colours compare the prediction with the answer.
        </span>
      </p>
      {changes === undefined ? (
        <p className="text-muted-foreground">The two differ too much to be compared in reasonable time.</p>
      ) : (
        <pre className="max-h-80 overflow-auto font-mono text-xs leading-relaxed whitespace-pre-wrap">
          {changes.map((change, index) => (
            <Change key={index} added={change.added} removed={change.removed} text={isolated(change.value)} />
          ))}
        </pre>
      )}
    </div>
  );
}

function Change({ added, removed, text }: { added: boolean; removed: boolean; text: string }) {
  if (removed) return <del className="rounded-xs bg-destructive/15 text-destructive">{text}</del>;
  if (added) return <ins className="rounded-xs bg-primary/10 no-underline">{text}</ins>;
  return <span className="rounded-xs bg-success/15">{text}</span>;
}
