import type { Answer, ToolCall } from "../answer/answer.ts";
import type { Attachment } from "../attachments/attachment.ts";

export interface UserTurn {
  readonly id: string;
  readonly role: "user";
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

/** What the model said; several choices where several were asked for. */
export interface AssistantTurn {
  readonly id: string;
  readonly role: "assistant";
  readonly choices: readonly [Answer, ...Answer[]];
  /** The choice that the conversation goes on with. */
  readonly chosen: number;
}

/** What a tool gave back, filled in by hand. */
export interface ToolTurn {
  readonly id: string;
  readonly role: "tool";
  readonly callId: string;
  readonly name: string;
  readonly kind: "function" | "custom";
  readonly text: string;
}

export type Turn = UserTurn | AssistantTurn | ToolTurn;

export function chosenAnswer(turn: AssistantTurn): Answer {
  return turn.choices[turn.chosen] ?? turn.choices[0];
}

export const newId = (): string => crypto.randomUUID();

export function userTurn(text: string, attachments: readonly Attachment[] = []): UserTurn {
  return { id: newId(), role: "user", text, attachments };
}

export function attachmentsOf(turns: readonly Turn[]): Attachment[] {
  return turns.flatMap((turn) => (turn.role === "user" ? turn.attachments : []));
}

/** The calls of the last answer that nothing has answered yet. */
export function openCalls(turns: readonly Turn[]): ToolCall[] {
  const last = turns.findLastIndex(({ role }) => role === "assistant");
  const turn = turns[last];
  if (turn?.role !== "assistant") return [];
  const answered = new Set(turns.slice(last).flatMap((each) => (each.role === "tool" ? [each.callId] : [])));
  return chosenAnswer(turn).toolCalls.filter(({ id }) => !answered.has(id));
}
