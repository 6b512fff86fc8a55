import { useQueryClient } from "@tanstack/react-query";
import { ArrowLeft, CircleStop, Trash2 } from "lucide-react";
import { Link, useLocation } from "wouter";
import { request } from "../api/request.ts";
import { ConfirmButton } from "../components/confirm-button.tsx";
import { Loaded } from "../components/loaded.tsx";
import { Page } from "../components/page.tsx";
import { Button } from "../components/ui/button.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "../components/ui/card.tsx";
import { ComparisonCard } from "./comparison-card.tsx";
import { CountsList } from "./counts-list.tsx";
import { type Distillation, isUnderWay, titleOf } from "./distillation.ts";
import { pathOf, useDistillation } from "./distillation-requests.ts";
import { OutcomeCard } from "./outcome-card.tsx";
import { PhasesCard } from "./phases-card.tsx";
import { PromptsCard } from "./prompts-card.tsx";
import { StudentTraining } from "./student-training.tsx";

export function DistillationDetail({ id }: { readonly id: string }) {
  const distillation = useDistillation(id);
  const { data } = distillation;
  return (
    <Page
      title={data === undefined ? "Distillation" : titleOf(data)}
      description={<span className="font-mono text-xs break-all">{id}</span>}
      actions={
        <>
          <Button asChild variant="outline" size="small">
            <Link href="/distillation">
              <ArrowLeft /> All distillations
            </Link>
          </Button>
          {data && <Actions distillation={data} />}
        </>
      }
    >
      <Loaded query={distillation}>{(loaded) => <Outcome distillation={loaded} />}</Loaded>
    </Page>
  );
}

function Actions({ distillation }: { readonly distillation: Distillation }) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const refresh = () => client.invalidateQueries({ queryKey: ["distillation"] });
  const cancel = async () => {
    await request(`${pathOf(distillation.id)}/cancel`, { method: "POST" });
    await refresh();
  };
  const remove = async () => {
    await request(pathOf(distillation.id), { method: "DELETE" });
    navigate("/distillation");
    await refresh();
  };
  if (isUnderWay(distillation)) {
    return (
      <ConfirmButton
        variant="outline"
        size="small"
        title="Cancel this distillation?"
        description="Its fine-tuning job ends with it. What is written by now stays."
        act="Cancel the distillation"
        onConfirm={cancel}
      >
        <CircleStop /> Cancel
      </ConfirmButton>
    );
  }
  return (
    <ConfirmButton
      variant="outline"
      size="small"
      title="Forget this distillation?"
      description="The comparison will be gone. Its files, its fine-tuning job and the tuned model stay."
      act="Delete"
      onConfirm={remove}
    >
      <Trash2 /> Delete
    </ConfirmButton>
  );
}

function Outcome({ distillation }: { readonly distillation: Distillation }) {
  const { counts, comparison, fine_tuning_job: job, training_file: file } = distillation;
  return (
    <>
      <PhasesCard distillation={distillation} />
      {comparison && <ComparisonCard comparison={comparison} distillation={distillation} />}
      <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
        {counts && (
          <Card className="min-w-0">
            <CardHeader>
              <CardTitle>What was learned from</CardTitle>
            </CardHeader>
            <CardContent>
              <CountsList counts={counts} />
            </CardContent>
          </Card>
        )}
        {file !== null && <OutcomeCard distillation={distillation} trainingFile={file} />}
      </div>
      {job !== null && <StudentTraining jobId={job} />}
      {counts !== null && counts.held_out > 0 && distillation.train && (
        <PromptsCard distillation={distillation} />
      )}
    </>
  );
}
