import { focusManager, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useEffect, useState } from "react";
import { CopyButton } from "../components/copy-button.tsx";
import { ErrorState } from "../components/error-state.tsx";
import { Button, type ButtonProps } from "../components/ui/button.tsx";
import { Dialog, DialogContent } from "../components/ui/dialog.tsx";
import { Field } from "../components/ui/field.tsx";
import { Input } from "../components/ui/input.tsx";

export interface NameDialogProps {
  readonly trigger: ReactNode;
  readonly title: string;
  readonly description: string;
  readonly act: string;
  readonly variant?: ButtonProps["variant"];
  /** Further fields, read from the form by their names. */
  readonly children?: ReactNode;
  /** Makes it. What it resolves to is a secret that is shown this once, if there is one. */
  readonly onCreate: (form: FormData) => Promise<string | undefined>;
}

/** Asks for a name, makes what is to be made, and shows its secret once. */
export function NameDialog(props: NameDialogProps) {
  const { trigger, title, description, act, variant = "primary", children, onCreate } = props;
  const [open, setOpen] = useState(false);
  const [secret, setSecret] = useState<string>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const client = useQueryClient();
  useEffect(() => {
    if (secret === undefined) return;
    // The first key makes the server refuse who has none: nothing is asked until this one is saved.
    focusManager.setFocused(false);
    return () => focusManager.setFocused(undefined);
  }, [secret]);
  const refresh = () => client.invalidateQueries({ queryKey: ["organization"] });
  const toggle = (next: boolean) => {
    // What is being made may have a secret, which nobody would see.
    if (busy) return;
    if (secret !== undefined) void refresh();
    setOpen(next);
    setSecret(undefined);
    setError(undefined);
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(undefined);
    try {
      const value = await onCreate(form);
      if (value !== undefined) return setSecret(value);
      setOpen(false);
      await refresh();
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog open={open} onOpenChange={toggle}>
      <Button variant={variant} size="small" onClick={() => toggle(true)}>
        {trigger}
      </Button>
      {secret === undefined ? (
        <DialogContent title={title} description={description}>
          <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
            <Field label="Name">
              {(control) => (
                <Input {...control} name="name" required maxLength={256} autoFocus autoComplete="off" />
              )}
            </Field>
            {children}
            {error !== undefined && <ErrorState error={error} />}
            <Button type="submit" size="small" className="justify-self-end" disabled={busy}>
              {act}
            </Button>
          </form>
        </DialogContent>
      ) : (
        <DialogContent
          title="Save this key now"
          description="It is shown this once: the server keeps only a hash of it."
          // A click or a key by mistake would lose it.
          onInteractOutside={(event) => event.preventDefault()}
          onEscapeKeyDown={(event) => event.preventDefault()}
        >
          <div className="flex items-center gap-2 rounded-md border bg-code p-2.5">
            <code className="min-w-0 grow text-xs break-all">{secret}</code>
            <CopyButton text={secret} label="Copy the key" />
          </div>
          <Button size="small" className="justify-self-end" onClick={() => toggle(false)}>
            I have saved it
          </Button>
        </DialogContent>
      )}
    </Dialog>
  );
}
