import { KeyRound } from "lucide-react";
import { type FormEvent, useState } from "react";
import { messageOf } from "../api/api-failure.ts";
import { requestJson } from "../api/request.ts";
import { sessionKey, signIn } from "../api/session-key.ts";
import { Button } from "../components/ui/button.tsx";
import { Field } from "../components/ui/field.tsx";
import { Input } from "../components/ui/input.tsx";

/** Asks for a key where the server demands one. */
export default function SignIn({ reason }: { readonly reason: string }) {
  const [key, setKey] = useState("");
  const [checking, setChecking] = useState(false);
  // The first refusal only says that a key is missing: the page says that in its own words.
  const [refusal, setRefusal] = useState(() => (sessionKey() === undefined ? undefined : reason));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setChecking(true);
    try {
      await requestJson("/v1/me", { headers: { authorization: `Bearer ${key.trim()}` } });
      signIn(key.trim());
    } catch (thrown) {
      setRefusal(messageOf(thrown));
    } finally {
      setChecking(false);
    }
  };
  return (
    <main className="flex min-h-dvh items-center justify-center p-4">
      <form
        className="grid w-full max-w-sm gap-5 rounded-xl border bg-card p-6 shadow-sm"
        onSubmit={(event) => void submit(event)}
      >
        <div className="grid gap-1">
          <img src="/icon.svg" alt="" className="mb-2 size-9" />
          <h1 className="text-lg font-semibold tracking-tight">Sign in to Fourone</h1>
          <p className="text-[0.8125rem] text-muted-foreground">
            This server asks for an API key. It is kept in this tab until you close it, and sent nowhere else.
          </p>
        </div>
        <Field label="API key" error={refusal}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="off"
              autoFocus
              required
              placeholder="sk-…"
              className="font-mono"
              value={key}
              onChange={(event) => setKey(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" disabled={checking || key.trim() === ""}>
          <KeyRound /> {checking ? "Checking…" : "Sign in"}
        </Button>
      </form>
    </main>
  );
}
