import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Badge } from "../components/ui/badge.tsx";

export interface SectionProps {
  readonly title: string;
  /** What is set in it, seen while it is closed. */
  readonly summary?: string | undefined;
  readonly open?: boolean;
  readonly children: ReactNode;
}

export function Section({ title, summary, open = false, children }: SectionProps) {
  return (
    <details open={open} className="group border-t px-4 py-3 first:border-t-0">
      <summary className="flex list-none items-center gap-1.5 rounded text-[0.8125rem] font-semibold select-none [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="size-3.5 text-muted-foreground transition-transform group-open:rotate-90"
        />
        <span className="grow">{title}</span>
        {summary !== undefined && (
          <Badge variant="primary" className="max-w-36 truncate">
            {summary}
          </Badge>
        )}
      </summary>
      <div className="grid gap-4 pt-3">{children}</div>
    </details>
  );
}
