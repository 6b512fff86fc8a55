import { CircleCheck, CircleX } from "lucide-react";
import { useEffect, useState } from "react";
import { jsonValue } from "../conversation/chat-request.ts";
import { isObject, parseJsonText } from "../conversation/json-text.ts";
import { isolated } from "../markdown/isolated.ts";
import { validateAnswer } from "./validate.ts";

type Verdict = { readonly good: boolean; readonly text: string; readonly faults?: readonly string[] };

const SHOWN_FAULTS = 10;

/** Whether an answer is what its schema asked for. */
export function SchemaVerdict({ schema, text }: { readonly schema: string; readonly text: string }) {
  const [verdict, setVerdict] = useState<Verdict>();
  useEffect(() => {
    const controller = new AbortController();
    void judge(schema, text, controller.signal).then((result) => {
      if (!controller.signal.aborted) setVerdict(result);
    });
    return () => controller.abort();
  }, [schema, text]);
  if (verdict === undefined) return null;
  const Icon = verdict.good ? CircleCheck : CircleX;
  return (
    <div role="status" className={`text-xs ${verdict.good ? "text-success" : "text-destructive"}`}>
      <p className="flex items-center gap-1.5">
        <Icon aria-hidden className="size-3.5" /> {verdict.text}
      </p>
      {verdict.faults && (
        <ul className="mt-1 list-disc pl-8 font-mono">
          {verdict.faults.map((fault) => (
            <li key={fault}>{isolated(fault)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

async function judge(schemaText: string, text: string, signal: AbortSignal): Promise<Verdict> {
  const format = jsonValue(schemaText);
  const schema = isObject(format) ? format.schema : undefined;
  const parsed = parseJsonText(text);
  if (parsed === undefined) return { good: false, text: "The answer is empty." };
  if ("error" in parsed) return { good: false, text: `The answer is not JSON: ${parsed.error}` };
  const result = await validateAnswer({ schema, value: parsed.value }, signal);
  if ("error" in result) return { good: false, text: `The schema could not be checked: ${result.error}` };
  if (result.faults.length === 0) return { good: true, text: "The answer satisfies the schema." };
  return {
    good: false,
    text: "The answer does not satisfy the schema.",
    faults: result.faults.slice(0, SHOWN_FAULTS).map(({ path, message }) => `${path}: ${message}`),
  };
}
