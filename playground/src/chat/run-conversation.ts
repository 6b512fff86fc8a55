import { AnswerBuilder } from "../answer/answer-builder.ts";
import { streamAnswer } from "../answer/stream-answer.ts";
import { ApiFailure } from "../api/api-failure.ts";
import { compose } from "../attachments/compose.ts";
import { settingsError } from "../conversation/check-settings.ts";
import { requestBody } from "../conversation/request-body.ts";
import { type AssistantTurn, attachmentsOf, newId, type Turn } from "../conversation/turn.ts";
import type { ConversationStore } from "./conversation-store.ts";

/** Has the turns answered; what follows them in the conversation is replaced by the answer. */
export async function runConversation(
  store: ConversationStore,
  turns: readonly Turn[],
  signal: AbortSignal,
): Promise<void> {
  const { settings } = store.state();
  const started = performance.now();
  const builder = new AnswerBuilder(
    {
      model: settings.model,
      ...(settings.prediction !== "" && settings.api === "chat" && { prediction: settings.prediction }),
      ...(settings.format === "json_schema" && { schema: settings.schema }),
    },
    settings.api === "chat" ? (settings.choices ?? 1) : 1,
    () => performance.now() - started,
  );
  const turn: AssistantTurn = { id: newId(), role: "assistant", choices: builder.running(), chosen: 0 };
  store.change({ turns: [...turns, turn], running: turn.id, prefill: undefined });
  const show = (choices: AssistantTurn["choices"]) => {
    const shown = store.state().turns.find(({ id }) => id === turn.id);
    if (shown?.role === "assistant") store.replaceTurn({ ...shown, choices });
  };

  let frame = 0;
  try {
    const fault = settingsError(settings);
    if (fault !== undefined) throw new ApiFailure(fault);
    const body = await compose(requestBody(turns, settings), attachmentsOf(turns), signal);
    for await (const event of streamAnswer(settings.api, body, signal)) {
      const changed = builder.take(event);
      if (event.type === "prefill") store.change({ prefill: event });
      else if (store.state().prefill !== undefined) store.change({ prefill: undefined });
      if (changed && frame === 0) {
        frame = requestAnimationFrame(() => {
          frame = 0;
          show(builder.running());
        });
      }
    }
    cancelAnimationFrame(frame);
    show(builder.ended("done"));
  } catch (thrown) {
    cancelAnimationFrame(frame);
    if (signal.aborted) show(builder.ended("stopped"));
    else show(builder.ended("failed", thrown));
  } finally {
    // A newer run may have taken over meanwhile.
    if (store.state().running === turn.id) store.change({ running: undefined, prefill: undefined });
  }
}
