import { CircleAlert } from "lucide-react";
import { Link } from "wouter";
import { Button } from "../components/ui/button.tsx";
import type { Job } from "./job.ts";

/** Why a job failed, in the server's words: of a faulty file they name the line. */
export function JobFailure({ error }: { readonly error: NonNullable<Job["error"]> }) {
  const { message, code, param } = error;
  const [, line] = /\bExample (\d+),/.exec(message) ?? [];
  const ofFile = param === "training_file" || param === "validation_file";
  return (
    <section
      aria-label="Why it failed"
      className="flex flex-wrap items-start gap-2.5 rounded-lg border border-destructive/30 bg-destructive/5 p-3 text-[0.8125rem]"
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-destructive" />
      <div className="min-w-0 grow basis-60">
        {line !== undefined && <p className="font-semibold">Line {line} of the file</p>}
        <p className="break-words whitespace-pre-wrap" dir="auto">
          {message}
        </p>
        <p className="mt-1 font-mono text-xs break-all text-muted-foreground">
          {[code, param !== null && `parameter ${param}`].filter(Boolean).join(" · ")}
        </p>
      </div>
      {ofFile && (
        <Button asChild variant="outline" size="small">
          <Link href="/fine-tuning">Start again with a mended file</Link>
        </Button>
      )}
    </section>
  );
}
