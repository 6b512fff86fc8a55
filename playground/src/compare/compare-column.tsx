import { SlidersHorizontal, X } from "lucide-react";
import { useState } from "react";
import { AnswerView } from "../answer/answer-view.tsx";
import { useConversation } from "../chat/conversation-store.ts";
import type { Runner } from "../chat/runner.ts";
import { ToolCalls } from "../chat/tool-calls.tsx";
import { Button } from "../components/ui/button.tsx";
import { Dialog, DialogContent } from "../components/ui/dialog.tsx";
import { chosenAnswer } from "../conversation/turn.ts";
import { ModelPicker } from "../settings/model-picker.tsx";
import { SettingsPanel } from "../settings/settings-panel.tsx";

export interface CompareColumnProps {
  readonly runner: Runner;
  readonly onRemove: (() => void) | undefined;
}

export function CompareColumn({ runner, onRemove }: CompareColumnProps) {
  const { store } = runner;
  const settings = useConversation(store, (state) => state.settings);
  const turn = useConversation(store, (state) => state.turns.findLast(({ role }) => role === "assistant"));
  const [open, setOpen] = useState(false);
  return (
    <section className="flex min-w-0 flex-1 flex-col" aria-label={`Column ${settings.model}`}>
      <div className="flex items-center gap-1 border-b p-2">
        <ModelPicker
          value={settings.model}
          onChange={(model) => store.changeSettings({ model })}
          className="grow"
        />
        <Button variant="ghost" size="icon" aria-label="Settings of the column" onClick={() => setOpen(true)}>
          <SlidersHorizontal />
        </Button>
        {onRemove && (
          <Button
            variant="ghost"
            size="icon"
            aria-label="Remove the column"
            onClick={() => {
              // Its buttons go with the column.
              document.getElementById("view")?.focus();
              onRemove();
            }}
          >
            <X />
          </Button>
        )}
      </div>
      {turn?.role === "assistant" && (
        <div className="grid grid-cols-1 content-start gap-2 p-4">
          <AnswerView answer={chosenAnswer(turn)} />
          {chosenAnswer(turn).toolCalls.length > 0 && <ToolCalls turn={turn} runner={runner} />}
        </div>
      )}
      <Dialog open={open} onOpenChange={setOpen}>
        <DialogContent title="Settings of the column" side="right" className="px-0 [&>div:first-child]:px-4">
          <SettingsPanel settings={settings} onChange={(change) => store.changeSettings(change)} />
        </DialogContent>
      </Dialog>
    </section>
  );
}
