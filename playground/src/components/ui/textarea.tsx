import type { ComponentProps } from "react";
import { classNames } from "../../class-names.ts";
import { fieldLooks } from "./input.tsx";

/** Grows with its text, up to the height that `className` allows. */
export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return (
    <textarea
      className={classNames(fieldLooks, "field-sizing-content min-h-16 py-2", className)}
      {...props}
    />
  );
}
