import { CircleAlert } from "lucide-react";
import { ApiFailure, messageOf } from "../api/api-failure.ts";
import { classNames } from "../class-names.ts";
import { Button } from "./ui/button.tsx";

export interface ErrorStateProps {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
  readonly className?: string;
}

/** The server's own message, what it is about, and the request's id for the log. */
export function ErrorState({ error, onRetry, className }: ErrorStateProps) {
  const { status, code, param, requestId } =
    error instanceof ApiFailure ? error : ({} as Partial<ApiFailure>);
  const about = [
    status !== undefined && `status ${status}`,
    code,
    param !== undefined && `parameter ${param}`,
    requestId,
  ].filter(Boolean);
  return (
    <div
      role="alert"
      className={classNames(
        "flex items-start gap-2.5 rounded-lg border border-destructive/30 bg-destructive/5 p-3 text-[0.8125rem]",
        className,
      )}
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-destructive" />
      <div className="min-w-0 grow">
        <p className="break-words whitespace-pre-wrap">{messageOf(error)}</p>
        {about.length > 0 && (
          <p className="mt-1 font-mono text-xs break-all text-muted-foreground">{about.join(" · ")}</p>
        )}
      </div>
      {onRetry && (
        <Button variant="outline" size="small" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}
