import { useQueryClient } from "@tanstack/react-query";
import { CircleStop, Pause, Play } from "lucide-react";
import { useState } from "react";
import { ConfirmButton } from "../components/confirm-button.tsx";
import { ErrorState } from "../components/error-state.tsx";
import { Button } from "../components/ui/button.tsx";
import { isOpen, type Job } from "./job.ts";
import { steerJob } from "./job-requests.ts";

/** What can be done with a job as it stands. */
export function JobActions({ job }: { readonly job: Job }) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const steer = async (action: "pause" | "resume") => {
    setBusy(true);
    setError(undefined);
    try {
      await steerJob(client, job.id, action);
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {(job.status === "running" || job.status === "queued") && (
        <Button variant="outline" size="small" disabled={busy} onClick={() => void steer("pause")}>
          <Pause /> Pause
        </Button>
      )}
      {job.status === "paused" && (
        <Button size="small" disabled={busy} onClick={() => void steer("resume")}>
          <Play className="fill-current" /> Resume
        </Button>
      )}
      {isOpen(job) && (
        <ConfirmButton
          variant="outline"
          size="small"
          title="Cancel this job?"
          description="The checkpoints that it has by now stay, and can be used. It cannot go on after this; pause it if it should."
          act="Cancel the job"
          onConfirm={() => steerJob(client, job.id, "cancel")}
        >
          <CircleStop /> Cancel
        </ConfirmButton>
      )}
      {error !== undefined && <ErrorState error={error} className="w-full" />}
    </>
  );
}
