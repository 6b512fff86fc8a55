import { useSyncExternalStore } from "react";
import { Markdown } from "../markdown/markdown.tsx";
import type { Answer } from "./answer.ts";

/** The same element while text comes and after, so that a long answer is not laid out anew at its end. */
export function AnswerText({ answer: { live, text } }: { readonly answer: Answer }) {
  const growing = useSyncExternalStore(live?.subscribe ?? subscribeToNothing, live?.current ?? nothing);
  return <Markdown text={live === undefined ? text : growing} ended={live === undefined} />;
}

const subscribeToNothing = () => () => {};
const nothing = () => "";
