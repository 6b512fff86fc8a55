import { useSyncExternalStore } from "react";
import { Markdown } from "../markdown/markdown.tsx";
import type { Answer } from "./answer.ts";
import type { LiveText } from "./live-text.ts";

export function AnswerText({ answer }: { readonly answer: Answer }) {
  if (answer.live !== undefined) return <LiveMarkdown live={answer.live} />;
  return <Markdown text={answer.text} ended />;
}

function LiveMarkdown({ live }: { live: LiveText }) {
  return <Markdown text={useSyncExternalStore(live.subscribe, live.current)} ended={false} />;
}
