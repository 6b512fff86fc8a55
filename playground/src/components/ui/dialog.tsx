import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import { type ComponentProps, type ReactNode, useState } from "react";
import { classNames } from "../../class-names.ts";
import { Button } from "./button.tsx";

export const Dialog = Primitive.Root;
export const DialogTrigger = Primitive.Trigger;
export const DialogClose = Primitive.Close;

const SIDES = {
  center:
    "top-1/2 left-1/2 max-h-[90dvh] w-[calc(100%-2rem)] max-w-lg -translate-x-1/2 -translate-y-1/2 rounded-xl border",
  left: "inset-y-0 left-0 w-72 max-w-[85%] border-r",
  right: "inset-y-0 right-0 w-96 max-w-[92%] border-l",
  bottom: "inset-x-0 bottom-0 max-h-[85dvh] rounded-t-xl border-t",
} as const;

export interface DialogContentProps extends Omit<ComponentProps<typeof Primitive.Content>, "title"> {
  readonly title: ReactNode;
  readonly description?: ReactNode;
  /** Where it appears: a window in the middle, or a sheet at a side. */
  readonly side?: keyof typeof SIDES;
  /** For windows that say what they are in another way: the title is for screen readers alone. */
  readonly titleHidden?: boolean;
}

export function DialogContent(props: DialogContentProps) {
  return (
    <Primitive.Portal>
      <Primitive.Overlay className="fixed inset-0 z-50 bg-black/45 backdrop-blur-[1px]" />
      <Panel {...props} />
    </Primitive.Portal>
  );
}

/** Mounted while the dialog is open, so that it knows what had the focus before. */
function Panel({
  title,
  description,
  side = "center",
  titleHidden = false,
  className,
  children,
  ...props
}: DialogContentProps) {
  const [opener] = useState(() => document.activeElement);
  const [around] = useState(() => opener?.parentElement?.closest('[role="dialog"]') ?? null);
  return (
    <Primitive.Content
      className={classNames(
        "fixed z-50 flex flex-col gap-3 overflow-y-auto bg-popover p-5 text-popover-foreground shadow-xl outline-none",
        SIDES[side],
        className,
      )}
      {...(description === undefined && { "aria-describedby": undefined })}
      onCloseAutoFocus={(event) => {
        event.preventDefault();
        returnFocus(opener, around);
      }}
      {...props}
    >
      <div className={classNames("grid gap-1 pr-8", titleHidden && "sr-only")}>
        <Primitive.Title className="text-base font-semibold">{title}</Primitive.Title>
        {description !== undefined && (
          <Primitive.Description className="text-[0.8125rem] text-muted-foreground">
            {description}
          </Primitive.Description>
        )}
      </div>
      {children}
      <Primitive.Close asChild>
        <Button
          variant="ghost"
          size="icon-small"
          aria-label="Close"
          className={classNames("absolute top-3 right-3", titleHidden && "sr-only focus:not-sr-only")}
        >
          <X />
        </Button>
      </Primitive.Close>
    </Primitive.Content>
  );
}

/**
 * To what opened the dialog. Where that is gone, such as the row that was deleted, to the window that
 * it stood in, or to the view.
 */
function returnFocus(...candidates: readonly (Element | null)[]): void {
  const usable = candidates.find(
    (each) => each instanceof HTMLElement && each !== document.body && each.isConnected,
  );
  ((usable as HTMLElement | undefined) ?? document.getElementById("view"))?.focus();
}
