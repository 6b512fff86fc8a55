import { SendHorizontal, Square } from "lucide-react";
import { useRef, useState } from "react";
import { streamEvents } from "../api/event-stream.ts";
import { ErrorState } from "../components/error-state.tsx";
import { Button } from "../components/ui/button.tsx";
import { Textarea } from "../components/ui/textarea.tsx";

interface Chunk {
  readonly choices: readonly { readonly delta: { readonly content?: string | null } }[];
}

export default function ChatView() {
  const [prompt, setPrompt] = useState("");
  const [answer, setAnswer] = useState("");
  const [error, setError] = useState<unknown>();
  const running = useRef<AbortController>(undefined);
  const [busy, setBusy] = useState(false);

  const run = async () => {
    running.current = new AbortController();
    const { signal } = running.current;
    setBusy(true);
    setError(undefined);
    setAnswer("");
    try {
      const body = { model: "gpt-4.1", stream: true, messages: [{ role: "user", content: prompt }] };
      for await (const part of streamEvents("/v1/chat/completions", { body, signal })) {
        if (part.kind !== "data") continue;
        const text = (JSON.parse(part.data) as Chunk).choices[0]?.delta.content ?? "";
        setAnswer((said) => said + text);
      }
    } catch (thrown) {
      if (!signal.aborted) setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="mx-auto flex h-full max-w-3xl flex-col gap-3 p-4">
      <h1 className="sr-only">Chat</h1>
      <div className="grow overflow-y-auto whitespace-pre-wrap" aria-live="polite">
        {answer}
        {error !== undefined && <ErrorState error={error} />}
      </div>
      <div className="flex gap-2">
        <Textarea
          aria-label="Message"
          className="max-h-60"
          value={prompt}
          onChange={(event) => setPrompt(event.target.value)}
        />
        {busy ? (
          <Button variant="outline" onClick={() => running.current?.abort()}>
            <Square /> Stop
          </Button>
        ) : (
          <Button onClick={() => void run()} disabled={prompt.trim() === ""}>
            <SendHorizontal /> Run
          </Button>
        )}
      </div>
    </div>
  );
}
