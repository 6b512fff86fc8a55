import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { requestJson } from "../api/request.ts";
import type { ApiFile } from "../api/upload.ts";
import { ErrorState } from "../components/error-state.tsx";
import { type ChosenFile, uploadedFile } from "./chosen-file.ts";
import { FileChoice } from "./file-choice.tsx";
import { NewJobForm } from "./new-job-form.tsx";

/** Starts with a file of examples: dropped here, or named by the address (`?training_file=`). */
export function NewJob() {
  const [parameters] = useSearchParams();
  const [, navigate] = useLocation();
  const [chosen, setChosen] = useState<ChosenFile>();
  const named = parameters.get("training_file");
  const file = useQuery({
    queryKey: ["file", named],
    queryFn: ({ signal }) => requestJson<ApiFile>(`/v1/files/${encodeURIComponent(named ?? "")}`, { signal }),
    enabled: named !== null,
  });
  const training = chosen ?? (named !== null && file.data ? uploadedFile(file.data) : undefined);
  const change = (next: ChosenFile | undefined) => {
    if (named !== null) navigate("/fine-tuning", { replace: true });
    setChosen(next);
  };
  return (
    <section aria-label="New job" className="grid grid-cols-1 gap-3">
      {file.error && <ErrorState error={file.error} />}
      {training === undefined ? (
        <FileChoice
          label="Drop a .jsonl file of examples to tune a model"
          hint="One conversation a line with the answer to learn, or one pair of answers; at least 10"
          listLabel="Or take one that is uploaded:"
          chosen={undefined}
          onChange={change}
        />
      ) : (
        <NewJobForm training={training} onTraining={change} />
      )}
    </section>
  );
}
