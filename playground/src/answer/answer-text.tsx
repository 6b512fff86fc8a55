import { memo, useSyncExternalStore } from "react";
import { MarkdownPartView } from "../markdown/markdown-part-view.tsx";
import type { Answer } from "./answer.ts";
import { partCount, partOf } from "./answer-parts.ts";

/** The whole text of an answer; what is out of sight is not laid out. */
export function AnswerText({ answer }: { readonly answer: Answer }) {
  const count = usePartCount(answer);
  return (
    <div className="grid grid-cols-1 gap-2.5">
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className="[contain-intrinsic-size:auto_60rem] [content-visibility:auto]">
          <AnswerPart answer={answer} index={index} />
        </div>
      ))}
    </div>
  );
}

/** One part of an answer's text, while it comes and after. */
export const AnswerPart = memo(function AnswerPart(props: {
  readonly answer: Answer;
  readonly index: number;
}) {
  const { answer, index } = props;
  const part = useSyncExternalStore(answer.live?.subscribe ?? subscribeToNothing, () =>
    partOf(answer, index),
  );
  return part && <MarkdownPartView part={part} />;
});

/** How many parts an answer has so far. */
export function usePartCount(answer: Answer | undefined): number {
  return useSyncExternalStore(answer?.live?.subscribe ?? subscribeToNothing, () =>
    answer === undefined ? 0 : partCount(answer),
  );
}

const subscribeToNothing = () => () => {};
