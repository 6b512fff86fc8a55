import { Suspense, useState } from "react";
import { ErrorState } from "../components/error-state.tsx";
import { Badge } from "../components/ui/badge.tsx";
import { Button } from "../components/ui/button.tsx";
import { Spinner } from "../components/ui/spinner.tsx";
import { isolated } from "../markdown/isolated.ts";
import { lazyPart } from "../shell/lazy-part.tsx";
import type { Answer } from "./answer.ts";
import { AnswerFigures } from "./answer-figures.tsx";
import { AnswerText } from "./answer-text.tsx";
import { ProbabilityView } from "./probability-view.tsx";
import { SchemaVerdict } from "./schema-verdict.tsx";

const PredictionView = lazyPart(() => import("./prediction-view.tsx"));

/** What a model said, with everything that is known about it. Tool calls are shown by whoever can answer them. */
export function AnswerView({ answer }: { readonly answer: Answer }) {
  return (
    <div className="grid min-w-0 grid-cols-1 gap-2">
      <AnswerText answer={answer} />
      <AnswerEnd answer={answer} />
    </div>
  );
}

/** What stands below an answer's text. */
export function AnswerEnd({ answer }: { readonly answer: Answer }) {
  const [detail, setDetail] = useState<"none" | "probabilities" | "prediction">("none");
  const { probabilities, prediction, schema, state } = answer;
  const toggle = (name: typeof detail) => setDetail(detail === name ? "none" : name);
  return (
    <>
      {answer.refusal !== undefined && (
        <p className="rounded-md border border-warning/30 bg-warning/10 px-3 py-2">
          {isolated(answer.refusal)}
        </p>
      )}
      {state === "running" && <Spinner label="The answer is coming" />}
      {state === "stopped" && (
        <Badge variant="outline" className="w-fit">
          stopped
        </Badge>
      )}
      {state === "failed" && <ErrorState error={answer.error} />}
      {schema !== undefined && state === "done" && answer.toolCalls.length === 0 && (
        <SchemaVerdict schema={schema} text={answer.text} />
      )}
      {state !== "running" && (probabilities !== undefined || prediction !== undefined) && (
        <div className="flex flex-wrap gap-1.5">
          {probabilities !== undefined && (
            <Button
              variant="outline"
              size="tiny"
              aria-expanded={detail === "probabilities"}
              onClick={() => toggle("probabilities")}
            >
              Log probabilities
            </Button>
          )}
          {prediction !== undefined && (
            <Button
              variant="outline"
              size="tiny"
              aria-expanded={detail === "prediction"}
              onClick={() => toggle("prediction")}
            >
              Prediction: {answer.usage?.acceptedPredictionTokens ?? 0} accepted,{" "}
              {answer.usage?.rejectedPredictionTokens ?? 0} rejected
            </Button>
          )}
        </div>
      )}
      {detail === "probabilities" && probabilities !== undefined && (
        <ProbabilityView tokens={probabilities} />
      )}
      {detail === "prediction" && prediction !== undefined && (
        <Suspense fallback={<Spinner label="Comparing" />}>
          <PredictionView prediction={prediction} text={answer.text} usage={answer.usage} />
        </Suspense>
      )}
      <AnswerFigures answer={answer} />
    </>
  );
}
