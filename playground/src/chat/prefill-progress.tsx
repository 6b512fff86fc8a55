import { Progress } from "../components/ui/progress.tsx";
import { formatCount } from "../figures/format.ts";
import { type ConversationStore, useConversation } from "./conversation-store.ts";

/** How far the server has come with reading a long prompt; nothing while it does not say. */
export function PrefillProgress({ store }: { readonly store: ConversationStore }) {
  const prefill = useConversation(store, (state) => state.prefill);
  if (prefill === undefined) return null;
  return (
    <div className="mx-auto w-full max-w-3xl px-4 pb-2 md:px-6">
      <Progress label="Reading the prompt" value={prefill.done / prefill.total} />
      <p className="pt-1 text-xs text-muted-foreground tabular-nums">
        Reading the prompt: {formatCount(prefill.done)} of {formatCount(prefill.total)} tokens
      </p>
    </div>
  );
}
