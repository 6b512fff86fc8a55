import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { classNames } from "../../class-names.ts";
import { fieldLooks } from "./input.tsx";

/** The browser's own select: the best list a phone has, and nothing to load. */
export function Select({ className, children, ...props }: ComponentProps<"select">) {
  return (
    <span className={classNames("relative inline-flex w-full", className)}>
      <select className={classNames(fieldLooks, "h-9 appearance-none truncate pr-8")} {...props}>
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-muted-foreground"
      />
    </span>
  );
}
