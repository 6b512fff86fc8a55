import { Columns3, Play, Plus, Square } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { ConversationStore } from "../chat/conversation-store.ts";
import { Runner } from "../chat/runner.ts";
import { EmptyState } from "../components/empty-state.tsx";
import { Button } from "../components/ui/button.tsx";
import { Field } from "../components/ui/field.tsx";
import { Kbd } from "../components/ui/kbd.tsx";
import { Textarea } from "../components/ui/textarea.tsx";
import { DEFAULT_SETTINGS } from "../conversation/settings.ts";
import { newId, userTurn } from "../conversation/turn.ts";
import { isRunKey, modifierKey } from "../shell/modifier-key.ts";
import { CompareColumn } from "./compare-column.tsx";
import { comparisonOf } from "./compare-link.ts";
import { CompareTable } from "./compare-table.tsx";
import { useAnyRunning } from "./use-columns.ts";

export interface Column {
  readonly id: string;
  readonly runner: Runner;
}

const MAXIMUM_COLUMNS = 3;

function newColumn(model: string): Column {
  return { id: newId(), runner: new Runner(new ConversationStore({ ...DEFAULT_SETTINGS, model })) };
}

/** What is compared, kept while other views are shown. */
const kept = {
  columns: [newColumn("gpt-4.1"), newColumn("gpt-4.1-mini")] as readonly Column[],
  instructions: "",
  prompt: "",
  asked: false,
};

/** One prompt to several models, or to one with several settings, at the same time. */
export default function CompareView() {
  const [columns, setColumns] = useState(kept.columns);
  const [instructions, setInstructions] = useState(kept.instructions);
  const [prompt, setPrompt] = useState(kept.prompt);
  const [asked, setAsked] = useState(kept.asked);
  const running = useAnyRunning(columns);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    Object.assign(kept, { columns, instructions, prompt, asked });
  }, [columns, instructions, prompt, asked]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isRunKey(event)) return;
      event.preventDefault();
      form.current?.requestSubmit();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);

  const [parameters] = useSearchParams();
  const [path, navigate] = useLocation();
  const asks = comparisonOf(parameters);
  useEffect(() => {
    if (asks === undefined) return;
    for (const { runner } of columns) runner.stop();
    setColumns(asks.models.slice(0, MAXIMUM_COLUMNS).map(newColumn));
    setInstructions(asks.instructions);
    setPrompt(asks.prompt);
    setAsked(false);
    navigate(path, { replace: true });
  }, [asks, columns, path, navigate]);

  const run = () => {
    if (running || prompt.trim() === "") return;
    setAsked(true);
    for (const { runner } of columns) {
      runner.store.changeSettings({ instructions });
      runner.store.change({ turns: [userTurn(prompt)] });
      runner.run();
    }
  };
  return (
    <div className="flex h-full flex-col overflow-y-auto">
      <form
        ref={form}
        className="grid shrink-0 gap-3 border-b p-4 md:grid-cols-[1fr_2fr_auto] md:items-end"
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        <h1 className="sr-only">Compare</h1>
        <Field label="System message">
          {(control) => (
            <Textarea
              {...control}
              className="max-h-40"
              placeholder="The same for all"
              value={instructions}
              onChange={(event) => setInstructions(event.target.value)}
            />
          )}
        </Field>
        <Field label="Prompt">
          {(control) => (
            <Textarea
              {...control}
              className="max-h-40"
              placeholder="What all columns are asked"
              value={prompt}
              onChange={(event) => setPrompt(event.target.value)}
            />
          )}
        </Field>
        <div className="flex gap-2 md:flex-col">
          {running ? (
            <Button
              variant="outline"
              onClick={() => {
                for (const { runner } of columns) runner.stop();
              }}
            >
              <Square className="fill-current" /> Stop all
            </Button>
          ) : (
            <Button type="submit" disabled={prompt.trim() === ""}>
              <Play className="fill-current" /> Run all
              <span className="hidden md:inline-flex [&_kbd]:border-primary-foreground/30 [&_kbd]:bg-transparent [&_kbd]:text-primary-foreground">
                <Kbd>{modifierKey}↵</Kbd>
              </span>
            </Button>
          )}
          <Button
            variant="outline"
            disabled={columns.length >= MAXIMUM_COLUMNS}
            onClick={() => setColumns([...columns, newColumn("gpt-4.1-nano")])}
          >
            <Plus /> Column
          </Button>
        </div>
      </form>
      {asked ? (
        <CompareTable columns={columns} />
      ) : (
        <EmptyState icon={Columns3} title="Nothing compared yet">
          Choose a model and settings for each column, write one prompt above, and run them together. Answers,
          times and costs come side by side.
        </EmptyState>
      )}
      <div className="flex min-h-0 grow flex-col divide-y md:flex-row md:divide-x md:divide-y-0">
        {columns.map((column) => (
          <CompareColumn
            key={column.id}
            runner={column.runner}
            onRemove={
              columns.length > 1
                ? () => {
                    column.runner.stop();
                    setColumns(columns.filter((each) => each !== column));
                  }
                : undefined
            }
          />
        ))}
      </div>
    </div>
  );
}
