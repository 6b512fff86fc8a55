import { useQueryClient } from "@tanstack/react-query";
import { CircleStop, Download } from "lucide-react";
import { useState } from "react";
import { messageOf } from "../api/api-failure.ts";
import { Button } from "../components/ui/button.tsx";
import { Progress } from "../components/ui/progress.tsx";
import { formatBytes } from "../figures/format.ts";
import { cancelPull, type Pull, startPull, type Weights } from "./machine.ts";

const STEPS: Readonly<Record<string, string>> = {
  waiting: "Waiting",
  resolving: "Looking it up",
  download: "Downloading",
  unpack: "Unpacking",
  verify: "Checking",
  requantize: "Converting",
};

/** Fetches weights, and shows how far that is. */
export function PullControl({
  weights,
  pull,
}: {
  readonly weights: Weights;
  readonly pull: Pull | undefined;
}) {
  const client = useQueryClient();
  const [failure, setFailure] = useState<string>();
  const act = async (work: () => Promise<unknown>) => {
    setFailure(undefined);
    try {
      await work();
      await client.invalidateQueries({ queryKey: ["machine", "pulls"] });
    } catch (thrown) {
      setFailure(messageOf(thrown));
    }
  };
  if (pull?.status === "in_progress") {
    const { done_bytes: done, total_bytes: total, step, notice } = pull;
    return (
      <div className="flex items-center gap-2">
        <div className="grid min-w-0 grow gap-1" aria-live="polite">
          <p className="text-xs text-muted-foreground tabular-nums">
            {notice ?? STEPS[step]}
            {done > 0 && ` · ${formatBytes(done)}${total === null ? "" : ` of ${formatBytes(total)}`}`}
          </p>
          <Progress label={`Pull of ${weights.title}`} value={total ? done / total : undefined} />
        </div>
        <Button
          variant="ghost"
          size="icon-small"
          aria-label={`Cancel the pull of ${weights.title}`}
          onClick={() => void act(() => cancelPull(pull.id))}
        >
          <CircleStop />
        </Button>
      </div>
    );
  }
  const verb = weights.partial_bytes > 0 ? "Go on pulling" : "Pull";
  const problem = failure ?? (pull?.status === "failed" ? pull.error?.message : undefined);
  return (
    <div className="grid justify-items-end gap-1">
      {weights.state !== "ready" && weights.reference !== null && (
        <Button
          variant="outline"
          size="small"
          aria-label={`${verb} ${weights.title}`}
          onClick={() => void act(() => startPull(weights.reference ?? weights.id))}
        >
          <Download /> {verb}
        </Button>
      )}
      {problem !== undefined && (
        <p role="alert" className="text-xs break-words text-destructive">
          {problem}
        </p>
      )}
    </div>
  );
}
