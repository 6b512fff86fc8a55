import { CornerDownLeft, Wrench } from "lucide-react";
import { useState } from "react";
import type { ToolCall } from "../answer/answer.ts";
import { LongText } from "../components/long-text.tsx";
import { Button } from "../components/ui/button.tsx";
import { Textarea } from "../components/ui/textarea.tsx";
import { type AssistantTurn, chosenAnswer, newId, openCalls, type ToolTurn } from "../conversation/turn.ts";
import { isolated } from "../markdown/isolated.ts";
import { isRunKey } from "../shell/modifier-key.ts";
import { useConversation } from "./conversation-store.ts";
import type { Runner } from "./runner.ts";

/** The calls of an answer, with a form for each that nothing has answered yet. */
export function ToolCalls({ turn, runner }: { readonly turn: AssistantTurn; readonly runner: Runner }) {
  const calls = chosenAnswer(turn).toolCalls;
  const turns = useConversation(runner.store, (state) => state.turns);
  const running = useConversation(runner.store, (state) => state.running !== undefined);
  const open = new Set(
    turns.findLast(({ role }) => role === "assistant") === turn ? openCalls(turns).map(({ id }) => id) : [],
  );
  const [outputs, setOutputs] = useState<Readonly<Record<string, string>>>({});
  const submit = () => {
    const answers = calls
      .filter(({ id }) => open.has(id))
      .map(
        (call): ToolTurn => ({
          id: newId(),
          role: "tool",
          callId: call.id,
          name: call.name,
          kind: call.kind,
          text: outputs[call.id] ?? "",
        }),
      );
    runner.store.change({ turns: [...runner.store.state().turns, ...answers] });
    runner.run();
  };
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onKeyDown={(event) => {
        if (!isRunKey(event.nativeEvent) || open.size === 0 || running) return;
        event.preventDefault();
        submit();
      }}
    >
      {calls.map((call) => (
        <div key={call.id} className="overflow-hidden rounded-lg border">
          <p className="flex items-center gap-2 border-b bg-muted px-3 py-1.5 text-xs">
            <Wrench aria-hidden className="size-3.5 text-muted-foreground" />
            <code className="font-mono font-semibold">{isolated(call.name)}</code>
            <span className="truncate font-mono text-muted-foreground">{call.id}</span>
          </p>
          <LongText
            text={readable(call)}
            className="max-h-60 overflow-auto p-3 font-mono text-xs break-words whitespace-pre-wrap"
          />
          {open.has(call.id) && !running && (
            <div className="border-t p-2">
              <Textarea
                aria-label={`What ${call.name} gives back`}
                placeholder="What the tool gives back, as text or JSON"
                className="max-h-60 min-h-16 font-mono text-xs"
                value={outputs[call.id] ?? ""}
                onChange={(event) => setOutputs({ ...outputs, [call.id]: event.target.value })}
              />
            </div>
          )}
        </div>
      ))}
      {open.size > 0 && !running && (
        <Button type="submit" size="small" className="w-fit">
          <CornerDownLeft />{" "}
          {open.size === 1 ? "Answer the call and run" : `Answer ${open.size} calls and run`}
        </Button>
      )}
    </form>
  );
}

function readable({ kind, input }: ToolCall): string {
  if (kind === "custom") return input;
  try {
    return JSON.stringify(JSON.parse(input), undefined, 2);
  } catch {
    return input;
  }
}
