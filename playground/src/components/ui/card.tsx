import type { ComponentProps } from "react";
import { classNames } from "../../class-names.ts";

export function Card({ className, ...props }: ComponentProps<"div">) {
  return (
    <div
      className={classNames("rounded-xl border bg-card text-card-foreground shadow-xs", className)}
      {...props}
    />
  );
}

export function CardHeader({ className, ...props }: ComponentProps<"div">) {
  return (
    <div
      className={classNames("flex flex-wrap items-start gap-x-4 gap-y-1 p-4 pb-2", className)}
      {...props}
    />
  );
}

export function CardTitle({ className, children, ...props }: ComponentProps<"h2">) {
  return (
    <h2 className={classNames("text-sm font-semibold", className)} {...props}>
      {children}
    </h2>
  );
}

export function CardDescription({ className, ...props }: ComponentProps<"p">) {
  return <p className={classNames("w-full text-[0.8125rem] text-muted-foreground", className)} {...props} />;
}

export function CardContent({ className, ...props }: ComponentProps<"div">) {
  return <div className={classNames("p-4 pt-2", className)} {...props} />;
}
