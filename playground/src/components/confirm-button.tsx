import { type ReactNode, useState } from "react";
import { ErrorState } from "./error-state.tsx";
import { Button, type ButtonProps } from "./ui/button.tsx";
import { Dialog, DialogClose, DialogContent } from "./ui/dialog.tsx";

export interface ConfirmButtonProps extends Omit<ButtonProps, "onClick" | "title"> {
  readonly title: string;
  /** What will be lost. */
  readonly description: ReactNode;
  /** The verb on the button that does it. */
  readonly act: string;
  readonly onConfirm: () => Promise<unknown>;
}

/** Asks before something that cannot be taken back. */
export function ConfirmButton({ title, description, act, onConfirm, ...props }: ConfirmButtonProps) {
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const confirm = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await onConfirm();
      setOpen(false);
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <Button variant="ghost" size="icon-small" onClick={() => setOpen(true)} {...props} />
      <DialogContent title={title} description={description}>
        {error !== undefined && <ErrorState error={error} />}
        <div className="flex justify-end gap-2">
          <DialogClose asChild>
            <Button variant="outline" size="small">
              Keep
            </Button>
          </DialogClose>
          <Button variant="destructive" size="small" disabled={busy} onClick={() => void confirm()}>
            {act}
          </Button>
        </div>
      </DialogContent>
    </Dialog>
  );
}
