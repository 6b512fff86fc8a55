import { Columns3, Download, GraduationCap, MessageSquare } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { downloadFile } from "../api/download.ts";
import { compareLink } from "../compare/compare-link.ts";
import { CopyButton } from "../components/copy-button.tsx";
import { ErrorState } from "../components/error-state.tsx";
import { Button } from "../components/ui/button.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "../components/ui/card.tsx";
import { chatLink } from "../fine-tuning/model-buttons.tsx";
import { useSamplePrompt } from "../fine-tuning/use-sample-prompt.ts";
import type { Distillation } from "./distillation.ts";

export interface OutcomeCardProps {
  readonly distillation: Distillation;
  readonly trainingFile: string;
}

/** The model and the files that a distillation has left. */
export function OutcomeCard({ distillation, trainingFile }: OutcomeCardProps) {
  const { id, teacher, student, fine_tuned_model: model, held_out_file, train } = distillation;
  const sample = useSamplePrompt(held_out_file ?? trainingFile);
  const [failure, setFailure] = useState<unknown>();
  const download = (file: string, name: string) => {
    setFailure(undefined);
    downloadFile(file, name).catch(setFailure);
  };
  return (
    <Card className="min-w-0">
      <CardHeader>
        <CardTitle>{model === null ? "Files" : "The tuned student"}</CardTitle>
      </CardHeader>
      <CardContent className="grid gap-3">
        {model !== null && (
          <>
            <div className="flex items-center gap-2 rounded-md border bg-code p-2.5">
              <code className="min-w-0 grow text-xs break-all">{model}</code>
              <CopyButton text={model} label="Copy the model's name" />
            </div>
            <div className="flex flex-wrap gap-2">
              <Button asChild size="small">
                <Link
                  href={compareLink({
                    models: [teacher, ...(student === null ? [] : [student]), model],
                    ...sample,
                  })}
                >
                  <Columns3 /> Try all three
                </Link>
              </Button>
              <Button asChild variant="outline" size="small">
                <Link href={chatLink(model)}>
                  <MessageSquare /> Chat
                </Link>
              </Button>
            </div>
          </>
        )}
        {failure !== undefined && <ErrorState error={failure} />}
        <div className="flex flex-wrap gap-2">
          <Button
            variant="outline"
            size="small"
            onClick={() => download(trainingFile, `${id}_training.jsonl`)}
          >
            <Download /> Training file
          </Button>
          {held_out_file !== null && (
            <Button
              variant="outline"
              size="small"
              onClick={() => download(held_out_file, `${id}_held_out.jsonl`)}
            >
              <Download /> Held-out file
            </Button>
          )}
          {!train && (
            <Button asChild variant="outline" size="small">
              <Link href={`/fine-tuning?training_file=${trainingFile}`}>
                <GraduationCap /> Train with this file
              </Link>
            </Button>
          )}
        </div>
      </CardContent>
    </Card>
  );
}
