import type { ReactNode } from "react";
import { formatCount, formatDollars, formatRate } from "../figures/format.ts";
import { costOf } from "../models/cost.ts";
import { useServedModel } from "../models/served-model.ts";
import type { Answer } from "./answer.ts";
import { formatMilliseconds } from "./format-milliseconds.ts";
import { tokensPerSecond } from "./tokens-per-second.ts";

/** Tokens, times and what the answer would have cost elsewhere, in one line. */
export function AnswerFigures({ answer }: { readonly answer: Answer }) {
  const { usage, timing, finishReason } = answer;
  const model = useServedModel(answer.model);
  const rate = usage && timing && tokensPerSecond(usage, timing);
  if (!usage && !timing) return null;
  return (
    <dl
      className="flex flex-wrap items-center gap-x-3.5 gap-y-0.5 text-xs text-muted-foreground tabular-nums"
      aria-label="Figures of the answer"
    >
      {usage && (
        <Figure name="in" title="Tokens of the prompt">
          {formatCount(usage.promptTokens)}
          {usage.cachedTokens > 0 && (
            <span className="text-success">
              {" "}
              ({formatCount(usage.cachedTokens)} cached, {percent(usage.cachedTokens / usage.promptTokens)})
            </span>
          )}
        </Figure>
      )}
      {usage && (
        <Figure name="out" title="Tokens of the answer">
          {formatCount(usage.completionTokens)}
        </Figure>
      )}
      {timing?.firstToken !== undefined && (
        <Figure name="first token" title="From the request to the first token">
          {formatMilliseconds(timing.firstToken)}
        </Figure>
      )}
      {timing && (
        <Figure name="total" title="From the request to the end">
          {formatMilliseconds(timing.end)}
        </Figure>
      )}
      {rate !== undefined && (
        <Figure name="tok/s" title="Tokens a second after the first">
          {formatRate(rate)}
        </Figure>
      )}
      {usage && model?.prices && (
        <Figure name="at OpenAI" title="What the original service's list prices make of these tokens">
          {formatDollars(costOf(usage, model.prices))}
        </Figure>
      )}
      {finishReason && !ORDINARY.has(finishReason) && (
        <Figure name="ended by" title="Why the answer ended">
          <span className="text-warning">{finishReason}</span>
        </Figure>
      )}
    </dl>
  );
}

const ORDINARY = new Set(["stop", "completed", "tool_calls"]);

function Figure({ name, title, children }: { name: string; title: string; children: ReactNode }) {
  return (
    <div className="flex gap-1" title={title}>
      <dt className="order-2">{name}</dt>
      <dd className="text-foreground/80">{children}</dd>
    </div>
  );
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
