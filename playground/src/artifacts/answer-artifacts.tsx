import { FileDiff, Play } from "lucide-react";
import { Suspense, useMemo, useState } from "react";
import { partsOf } from "../answer/answer-parts.ts";
import type { Attachment } from "../attachments/attachment.ts";
import type { Runner } from "../chat/runner.ts";
import { Button } from "../components/ui/button.tsx";
import { Spinner } from "../components/ui/spinner.tsx";
import { type AssistantTurn, attachmentsOf, chosenAnswer } from "../conversation/turn.ts";
import { mayHoldPatch } from "../patches/may-hold-patch.ts";
import { lazyPart } from "../shell/lazy-part.tsx";
import { ViewBoundary } from "../shell/view-boundary.tsx";
import { artifactVersions } from "./artifact-versions.ts";
import { findArtifact } from "./find-artifact.ts";

const ArtifactDialog = lazyPart(() => import("./artifact-dialog.tsx"));
const PatchView = lazyPart(() => import("../patches/patch-view.tsx"));

export interface AnswerArtifactsProps {
  readonly turn: AssistantTurn;
  readonly runner: Runner;
  /** Attaches a file to the next message. */
  readonly onAttach: (attachment: Attachment) => void;
}

/** What can be done with the files and patches in an answer. */
export function AnswerArtifacts({ turn, runner, onAttach }: AnswerArtifactsProps) {
  const answer = chosenAnswer(turn);
  const { text } = answer;
  const artifact = useMemo(() => findArtifact(answer.text, partsOf(answer).blocks()), [answer]);
  const patched = useMemo(() => mayHoldPatch(text), [text]);
  const [open, setOpen] = useState(false);
  const [diffOpen, setDiffOpen] = useState(false);
  if (artifact === undefined && !patched) return null;
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap gap-1.5">
        {artifact && (
          <Button variant="outline" size="small" onClick={() => setOpen(true)}>
            <Play /> {artifact.kind === "html" ? "Open the page" : "Run the script"}
          </Button>
        )}
        {patched && (
          <Button
            variant="outline"
            size="small"
            aria-expanded={diffOpen}
            onClick={() => setDiffOpen(!diffOpen)}
          >
            <FileDiff /> Show the changes
          </Button>
        )}
      </div>
      {diffOpen && (
        <Suspense fallback={<Spinner label="Reading the patch" />}>
          <PatchView
            text={text}
            attachments={attachmentsOf(runner.store.state().turns)}
            onAttach={onAttach}
          />
        </Suspense>
      )}
      {open && artifact && (
        <ViewBoundary onClose={() => setOpen(false)}>
          <Suspense fallback={<Spinner label="Opening" />}>
            <ArtifactDialog
              versions={artifactVersions(runner.store.state().turns)}
              turnId={turn.id}
              onClose={() => setOpen(false)}
            />
          </Suspense>
        </ViewBoundary>
      )}
    </div>
  );
}
