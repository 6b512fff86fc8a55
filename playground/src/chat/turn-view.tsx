import { ChevronLeft, ChevronRight } from "lucide-react";
import { AnswerPart } from "../answer/answer-text.tsx";
import { AnswerEnd } from "../answer/answer-view.tsx";
import { AnswerArtifacts } from "../artifacts/answer-artifacts.tsx";
import { AttachmentChip } from "../attachments/attachment-chip.tsx";
import { LongText } from "../components/long-text.tsx";
import { Badge } from "../components/ui/badge.tsx";
import { Button } from "../components/ui/button.tsx";
import {
  type AssistantTurn,
  chosenAnswer,
  type ToolTurn,
  type Turn,
  type UserTurn,
} from "../conversation/turn.ts";
import { draft } from "./conversation.ts";
import type { Runner } from "./runner.ts";
import { ToolCalls } from "./tool-calls.tsx";
import { TurnFrame, type TurnPlace } from "./turn-frame.tsx";

export interface TurnViewProps<Kind extends Turn = Turn> {
  readonly turn: Kind;
  readonly runner: Runner;
  readonly running: boolean;
  readonly place: TurnPlace;
}

export function TurnView({ turn, ...rest }: TurnViewProps) {
  switch (turn.role) {
    case "user":
      return <UserTurnView turn={turn} {...rest} />;
    case "assistant":
      return <AssistantTurnView turn={turn} {...rest} />;
    case "tool":
      return <ToolTurnView turn={turn} {...rest} />;
  }
}

function UserTurnView({ turn, runner, place }: TurnViewProps<UserTurn>) {
  const model = runner.store.state().settings.model;
  return (
    <TurnFrame
      author="user"
      place={place}
      text={turn.text}
      onEdit={(text) => runner.store.replaceTurn({ ...turn, text })}
      onRun={() => runner.runFrom(turn.id)}
      onDelete={() => runner.store.removeTurn(turn.id)}
    >
      <div className="grid grid-cols-1 gap-2 rounded-xl bg-muted px-3.5 py-2.5">
        {turn.attachments.map((attachment) => (
          <AttachmentChip key={attachment.id} attachment={attachment} model={model} />
        ))}
        {turn.text !== "" && (
          <LongText
            text={turn.text}
            className="max-h-[60dvh] overflow-y-auto break-words whitespace-pre-wrap"
          />
        )}
      </div>
    </TurnFrame>
  );
}

function AssistantTurnView({ turn, runner, running, place }: TurnViewProps<AssistantTurn>) {
  const answer = chosenAnswer(turn);
  const { length } = turn.choices;
  const choose = (by: number) =>
    runner.store.replaceTurn({ ...turn, chosen: (turn.chosen + by + length) % length });
  return (
    <TurnFrame
      author="assistant"
      place={place}
      text={answer.text}
      busy={running}
      extra={
        length > 1 && (
          <span className="flex items-center text-xs text-muted-foreground">
            <Button variant="ghost" size="icon-tiny" aria-label="Answer before" onClick={() => choose(-1)}>
              <ChevronLeft />
            </Button>
            {turn.chosen + 1} of {length}
            <Button variant="ghost" size="icon-tiny" aria-label="Next answer" onClick={() => choose(1)}>
              <ChevronRight />
            </Button>
          </span>
        )
      }
      onEdit={(text) => runner.store.replaceTurn({ ...turn, choices: withText(turn, text) })}
      onRun={() => runner.runFrom(turn.id)}
      onDelete={() => runner.store.removeTurn(turn.id)}
    >
      <AnswerPart answer={answer} index={place.part} />
      {place.last && <AnswerEnd answer={answer} />}
      {place.last && answer.toolCalls.length > 0 && <ToolCalls turn={turn} runner={runner} />}
      {place.last && answer.state !== "running" && (
        <AnswerArtifacts turn={turn} runner={runner} onAttach={(attachment) => draft.attach(attachment)} />
      )}
    </TurnFrame>
  );
}

/** An edited answer is no longer the model's: what was known about its tokens goes. */
function withText(turn: AssistantTurn, text: string): AssistantTurn["choices"] {
  const { probabilities: _, refusal: __, error: ___, ...rest } = chosenAnswer(turn);
  const [first, ...others] = turn.choices.map((choice, index) =>
    index === turn.chosen ? { ...rest, text, state: "done" as const } : choice,
  );
  return [first ?? turn.choices[0], ...others];
}

function ToolTurnView({ turn, runner, place }: TurnViewProps<ToolTurn>) {
  return (
    <TurnFrame
      author="tool"
      place={place}
      text={turn.text}
      extra={<Badge className="font-mono">{turn.name}</Badge>}
      onEdit={(text) => runner.store.replaceTurn({ ...turn, text })}
      onRun={() => runner.runFrom(turn.id)}
      onDelete={() => runner.store.removeTurn(turn.id)}
    >
      <LongText
        text={turn.text}
        className="max-h-60 overflow-auto rounded-lg border bg-code p-3 font-mono text-xs break-words whitespace-pre-wrap"
      />
    </TurnFrame>
  );
}
