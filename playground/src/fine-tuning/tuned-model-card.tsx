import { Columns3, Download, MessageSquare } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { downloadFile } from "../api/download.ts";
import { compareLink } from "../compare/compare-link.ts";
import { CopyButton } from "../components/copy-button.tsx";
import { ErrorState } from "../components/error-state.tsx";
import { Button } from "../components/ui/button.tsx";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "../components/ui/card.tsx";
import { type Job, sampleFileOf } from "./job.ts";
import { chatLink } from "./model-buttons.tsx";
import { useDeletedModels } from "./use-deleted-models.ts";
import { useSamplePrompt } from "./use-sample-prompt.ts";

/** What came of a job, and what to do with it. */
export function TunedModelCard({ job, name }: { readonly job: Job; readonly name: string }) {
  const gone = useDeletedModels([name]).has(name);
  const sample = useSamplePrompt(sampleFileOf(job));
  const [failure, setFailure] = useState<unknown>();
  const [results] = job.result_files;
  return (
    <Card className="border-success/40">
      <CardHeader>
        <CardTitle>The tuned model</CardTitle>
        <CardDescription>
          {gone ? "It was deleted." : "It answers every API by its name, beside its base."}
        </CardDescription>
      </CardHeader>
      <CardContent className="grid gap-3">
        <div className="flex items-center gap-2 rounded-md border bg-code p-2.5">
          <code className="min-w-0 grow text-xs break-all">{name}</code>
          <CopyButton text={name} label="Copy the model's name" />
        </div>
        {failure !== undefined && <ErrorState error={failure} />}
        <div className="flex flex-wrap gap-2">
          {!gone && (
            <>
              <Button asChild size="small">
                <Link href={compareLink({ models: [job.model, name], ...sample })}>
                  <Columns3 /> Try it against the base
                </Link>
              </Button>
              <Button asChild variant="outline" size="small">
                <Link href={chatLink(name)}>
                  <MessageSquare /> Chat
                </Link>
              </Button>
            </>
          )}
          {results !== undefined && (
            <Button
              variant="outline"
              size="small"
              onClick={() => {
                setFailure(undefined);
                downloadFile(results, `${job.id}_metrics.csv`).catch(setFailure);
              }}
            >
              <Download /> Metrics (CSV)
            </Button>
          )}
        </div>
      </CardContent>
    </Card>
  );
}
