import { Fragment, useState } from "react";
import { classNames } from "../class-names.ts";
import { Button } from "../components/ui/button.tsx";
import { isolated } from "../markdown/isolated.ts";
import type { TokenProbability } from "./answer.ts";

/** Shown at first, and more at each click: a token is an element of its own. */
const STEP = 1_000;

/** An answer token by token, coloured by how likely each was; one that is pointed at tells the alternatives. */
export function ProbabilityView({ tokens }: { readonly tokens: readonly TokenProbability[] }) {
  const [shown, setShown] = useState(STEP);
  const [chosen, setChosen] = useState<number>();
  const detail = chosen === undefined ? undefined : tokens[chosen];
  return (
    <div className="grid gap-2 rounded-lg border p-3">
      <p className="leading-7 break-words whitespace-pre-wrap">
        {tokens.slice(0, shown).map((token, index) => (
          <Fragment key={index}>
            <button
              type="button"
              className={classNames(
                "inline rounded-xs px-px text-left whitespace-pre-wrap hover:ring-2 hover:ring-ring",
                shade(token.logProbability),
                index === chosen && "ring-2 ring-ring",
              )}
              onMouseEnter={() => setChosen(index)}
              onFocus={() => setChosen(index)}
            >
              {visible(token.token)}
            </button>
            {token.token.includes("\n") && <br />}
          </Fragment>
        ))}
      </p>
      {shown < tokens.length && (
        <Button variant="outline" size="tiny" className="w-fit" onClick={() => setShown(shown + STEP)}>
          {tokens.length - shown} more tokens
        </Button>
      )}
      <div className="min-h-28 border-t pt-2" aria-live="polite">
        {detail === undefined ? (
          <p className="text-xs text-muted-foreground">Point at a token, or move to it with Tab.</p>
        ) : (
          <Alternatives token={detail} />
        )}
      </div>
    </div>
  );
}

function Alternatives({ token }: { token: TokenProbability }) {
  const listed = token.alternatives.some((other) => other.token === token.token)
    ? token.alternatives
    : [token, ...token.alternatives];
  return (
    <ul className="grid gap-1 text-xs">
      {listed.map((other) => (
        <li key={other.token} className="grid grid-cols-[minmax(5rem,10rem)_1fr_4rem] items-center gap-2">
          <code
            className={classNames(
              "truncate font-mono",
              other.token === token.token && "font-bold text-primary",
            )}
          >
            {visible(other.token)}
          </code>
          <span className="h-2 overflow-hidden rounded-full bg-muted">
            <span
              className="block h-full rounded-full bg-primary/70"
              style={{ width: `${Math.exp(other.logProbability) * 100}%` }}
            />
          </span>
          <span className="text-right tabular-nums">
            {(Math.exp(other.logProbability) * 100).toFixed(2)} %
          </span>
        </li>
      ))}
    </ul>
  );
}

function visible(token: string): string {
  return isolated(token.replaceAll("\n", "⏎"));
}

function shade(logProbability: number): string {
  const probability = Math.exp(logProbability);
  if (probability > 0.9) return "bg-success/15";
  if (probability > 0.6) return "bg-success/8";
  if (probability > 0.3) return "bg-warning/15";
  return "bg-destructive/15";
}
