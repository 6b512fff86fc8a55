import type { ComponentProps } from "react";
import { classNames } from "../../class-names.ts";

export interface TableProps extends ComponentProps<"table"> {
  /** Whether the keyboard comes to it to scroll: needed where nothing in it takes the focus. */
  readonly reachable?: boolean;
}

/** Scrolls sideways by itself where it is wider than its place. */
export function Table({ className, reachable = false, ...props }: TableProps) {
  return (
    <div className="relative w-full overflow-x-auto" tabIndex={reachable ? 0 : undefined}>
      <table
        className={classNames("w-full border-collapse text-left text-[0.8125rem]", className)}
        {...props}
      />
    </div>
  );
}

export function TableHeader(props: ComponentProps<"thead">) {
  return <thead {...props} />;
}

export function TableBody(props: ComponentProps<"tbody">) {
  return <tbody {...props} />;
}

export function TableRow({ className, ...props }: ComponentProps<"tr">) {
  return <tr className={classNames("border-b last:border-b-0", className)} {...props} />;
}

export function TableHead({ className, ...props }: ComponentProps<"th">) {
  return (
    <th
      scope="col"
      className={classNames(
        "h-9 px-3 text-xs font-medium whitespace-nowrap text-muted-foreground",
        className,
      )}
      {...props}
    />
  );
}

export function TableCell({ className, ...props }: ComponentProps<"td">) {
  return <td className={classNames("px-3 py-2 align-top", className)} {...props} />;
}
