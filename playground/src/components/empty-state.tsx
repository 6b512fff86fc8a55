import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

export interface EmptyStateProps {
  readonly icon: LucideIcon;
  readonly title: string;
  /** What to do so that there is something here. */
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

export function EmptyState({ icon: Icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center justify-center gap-2 px-6 py-14 text-center">
      <span className="mb-1 flex size-11 items-center justify-center rounded-xl border bg-card text-muted-foreground shadow-xs">
        <Icon aria-hidden className="size-5" />
      </span>
      <p className="text-sm font-semibold">{title}</p>
      <div className="max-w-md text-[0.8125rem] text-balance text-muted-foreground">{children}</div>
      {action && <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
