import { ChevronRight } from "lucide-react";
import { Textarea } from "../components/ui/textarea.tsx";
import { type ConversationStore, useConversation } from "./conversation-store.ts";

/** The system or developer message, above the conversation. */
export function Instructions({ store }: { readonly store: ConversationStore }) {
  const text = useConversation(store, (state) => state.settings.instructions);
  const role = useConversation(store, (state) => state.settings.instructionsRole);
  return (
    <details className="group shrink-0 border-b" open={text !== "" || undefined}>
      <summary className="mx-auto flex h-10 w-full max-w-3xl list-none items-center gap-1.5 px-4 text-xs md:px-6 [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="size-3.5 text-muted-foreground transition-transform group-open:rotate-90"
        />
        <span className="font-semibold text-muted-foreground first-letter:uppercase">{role} message</span>
        <span className="min-w-0 truncate text-muted-foreground group-open:hidden">
          {text === "" ? "how the model should answer" : text}
        </span>
      </summary>
      <div className="mx-auto w-full max-w-3xl px-4 pb-3 md:px-6">
        <Textarea
          aria-label={`${role} message`}
          className="max-h-[30dvh]"
          placeholder="Describe how the model should answer: tone, rules, format, what to do when it does not know."
          value={text}
          onChange={(event) => store.changeSettings({ instructions: event.target.value })}
        />
      </div>
    </details>
  );
}
