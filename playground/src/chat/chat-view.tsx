import { Code, Eraser, SlidersHorizontal } from "lucide-react";
import { Suspense, useEffect, useState } from "react";
import { useLocation } from "wouter";
import { ErrorState } from "../components/error-state.tsx";
import { Button } from "../components/ui/button.tsx";
import { Dialog, DialogContent } from "../components/ui/dialog.tsx";
import { openCalls, userTurn } from "../conversation/turn.ts";
import { PresetMenu } from "../presets/preset-menu.tsx";
import { SettingsPanel } from "../settings/settings-panel.tsx";
import { lazyPart } from "../shell/lazy-part.tsx";
import { isRunKey, modifierKey } from "../shell/modifier-key.ts";
import { ViewBoundary } from "../shell/view-boundary.tsx";
import { Composer } from "./composer.tsx";
import { draft, runner } from "./conversation.ts";
import { useConversation } from "./conversation-store.ts";
import { Instructions } from "./instructions.tsx";
import { useMessageDraft } from "./message-draft.ts";
import { TurnList } from "./turn-list.tsx";
import { useNamedModel, useOpened } from "./use-opened.ts";

const CodeDialog = lazyPart(() => import("../view-code/code-dialog.tsx"));

export default function ChatView() {
  const { store } = runner;
  const settings = useConversation(store, (state) => state.settings);
  const turns = useConversation(store, (state) => state.turns);
  const running = useConversation(store, (state) => state.running !== undefined);
  const { text, attachments } = useMessageDraft(draft);
  const [, navigate] = useLocation();
  const [open, setOpen] = useState<"nothing" | "settings" | "code">("nothing");

  const openError = useOpened((opened) => {
    runner.stop();
    store.change({ settings: opened.settings, turns: opened.turns, running: undefined, prefill: undefined });
    draft.change({ text: opened.message });
  });
  useNamedModel((model) => store.changeSettings({ model }));

  const written = text.trim() !== "" || attachments.length > 0;
  const last = turns.at(-1);
  const canRun = last !== undefined && last.role !== "assistant";
  const waiting = openCalls(turns).length > 0;
  const run = () => {
    if (running || waiting) return;
    if (written) {
      runner.send(text, attachments);
      draft.change({ text: "", attachments: [] });
    } else if (canRun) {
      runner.run();
    }
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isRunKey(event)) return;
      event.preventDefault();
      run();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });

  const panel = <SettingsPanel settings={settings} onChange={(change) => store.changeSettings(change)} />;
  return (
    <div className="flex h-full">
      <section className="flex min-w-0 grow flex-col" aria-label="Chat">
        <div className="flex h-12 shrink-0 items-center gap-1.5 border-b px-3 md:px-4">
          <h1 className="sr-only text-sm font-semibold md:not-sr-only">Chat</h1>
          <span className="min-w-0 grow truncate text-xs text-muted-foreground lg:hidden">
            {settings.model}
          </span>
          <span className="hidden grow lg:block" />
          <PresetMenu runner={runner} onOpen={(id) => navigate(`/chat?preset=${id}`)} />
          <Button variant="ghost" size="small" disabled={turns.length === 0} onClick={() => runner.clear()}>
            <Eraser /> <span className="hidden sm:inline">Clear</span>
            <span className="sr-only sm:hidden">Clear</span>
          </Button>
          <Button variant="outline" size="small" onClick={() => setOpen("code")}>
            <Code /> <span className="hidden sm:inline">View code</span>
            <span className="sr-only sm:hidden">View code</span>
          </Button>
          <Button
            variant="outline"
            size="icon-small"
            className="lg:hidden"
            aria-label="Settings"
            onClick={() => setOpen("settings")}
          >
            <SlidersHorizontal />
          </Button>
        </div>
        {openError !== undefined && <ErrorState error={openError} className="m-3 mb-0" />}
        <Instructions store={store} />
        <div className="flex min-h-0 grow flex-col justify-center">
          <TurnList
            runner={runner}
            empty={
              <>
                Write a message below and press {modifierKey}↵. Drop a log file beside it to ask about the
                file, or choose tools, a schema or a prediction in the settings.
              </>
            }
          />
        </div>
        <div className="mx-auto w-full max-w-3xl px-3 pt-1 pb-3 md:px-6 md:pb-5">
          <Composer
            model={settings.model}
            running={running}
            canRun={canRun}
            waiting={waiting}
            text={text}
            onText={(changed) => draft.change({ text: changed })}
            attachments={attachments}
            onAttachments={(changed) => draft.change({ attachments: changed })}
            onRun={run}
            onStop={() => runner.stop()}
          />
        </div>
      </section>
      <aside
        className="hidden w-80 shrink-0 overflow-y-auto border-l bg-card/40 lg:block"
        aria-label="Settings"
      >
        {panel}
      </aside>
      <Dialog open={open === "settings"} onOpenChange={(shown) => setOpen(shown ? "settings" : "nothing")}>
        <DialogContent title="Settings" side="right" className="px-0 pt-4 [&>div:first-child]:px-4">
          {panel}
        </DialogContent>
      </Dialog>
      {open === "code" && (
        <ViewBoundary onClose={() => setOpen("nothing")}>
          <Suspense>
            <CodeDialog
              turns={written ? [...turns, userTurn(text, attachments)] : turns}
              settings={settings}
              onClose={() => setOpen("nothing")}
            />
          </Suspense>
        </ViewBoundary>
      )}
    </div>
  );
}
