import { type ReactNode, useId } from "react";
import { classNames } from "../../class-names.ts";

export interface FieldProps {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: ReactNode;
  readonly className?: string;
  /** The control; what it is given names and describes it for screen readers. */
  readonly children: (control: {
    id: string;
    "aria-describedby"?: string;
    "aria-invalid"?: boolean;
  }) => ReactNode;
}

/** A labelled control with its hint and its error. */
export function Field({ label, hint, error, className, children }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={classNames("grid content-start gap-1.5", className)}>
      <label htmlFor={id} className="text-[0.8125rem] font-medium">
        {label}
      </label>
      {children({
        id,
        ...(note && { "aria-describedby": `${id}-note` }),
        ...(error && { "aria-invalid": true }),
      })}
      {note && (
        <p
          id={`${id}-note`}
          className={classNames("text-xs", error ? "text-destructive" : "text-muted-foreground")}
          {...(error && { role: "alert" })}
        >
          {note}
        </p>
      )}
    </div>
  );
}
