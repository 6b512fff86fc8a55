import { LoaderCircle } from "lucide-react";
import { classNames } from "../../class-names.ts";

export function Spinner({ label, className }: { readonly label: string; readonly className?: string }) {
  return (
    <output className="inline-flex">
      <LoaderCircle
        aria-hidden
        className={classNames("size-4 animate-spin text-muted-foreground", className)}
      />
      <span className="sr-only">{label}</span>
    </output>
  );
}
