import type { ComponentProps } from "react";
import { classNames } from "../../class-names.ts";

export const fieldLooks =
  "w-full min-w-0 rounded-md border border-input bg-card px-3 text-sm shadow-xs placeholder:text-muted-foreground disabled:cursor-not-allowed disabled:opacity-50 aria-invalid:border-destructive";

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input className={classNames(fieldLooks, "h-9", className)} {...props} />;
}
