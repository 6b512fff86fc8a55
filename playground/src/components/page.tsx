import type { ReactNode } from "react";
import { classNames } from "../class-names.ts";

export interface PageProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A view that scrolls as a whole, under a heading. */
export function Page({ title, description, actions, className, children }: PageProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard, whatever it holds
    <div className="h-full overflow-y-auto" tabIndex={0}>
      <div className={classNames("mx-auto flex w-full max-w-6xl flex-col gap-4 p-4 md:p-6", className)}>
        <header className="flex flex-wrap items-end gap-x-4 gap-y-2">
          <div className="min-w-0 grow">
            <h1 className="text-lg font-semibold tracking-tight">{title}</h1>
            {description && <p className="text-[0.8125rem] text-muted-foreground">{description}</p>}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </header>
        {children}
      </div>
    </div>
  );
}
