import type { InternalAnswer } from "../../internal-request.ts";
import type { RandomBytes } from "../../random-text.ts";
import { randomAlphanumeric } from "../../random-text.ts";
import type { BatchOutcome } from "../batch-jobs.ts";

/** A line of the output file or, where the request was refused, of the error file; without its end. */
export function answeredLine(customId: string, answer: InternalAnswer, random: RandomBytes): string {
  const { status, requestId, body } = answer;
  const id = requestId.replace(/^req_/, "");
  const response = `{"status_code":${status},"request_id":${JSON.stringify(id)},"body":${body}}`;
  return `{"id":"${lineId(random)}","custom_id":${JSON.stringify(customId)},"response":${response},"error":null}`;
}

const UNDONE: Record<
  Exclude<BatchOutcome, "completed">,
  { readonly code: string; readonly message: string }
> = {
  expired: {
    code: "batch_expired",
    message: "This request could not be executed before the completion window expired.",
  },
  cancelled: {
    code: "batch_cancelled",
    message: "This request was not executed because the batch was cancelled.",
  },
};

/** A line of the error file for a request that nobody came to. */
export function undoneLine(customId: string, outcome: keyof typeof UNDONE, random: RandomBytes): string {
  return JSON.stringify({ id: lineId(random), custom_id: customId, response: null, error: UNDONE[outcome] });
}

function lineId(random: RandomBytes): string {
  return `batch_req_${randomAlphanumeric(random, 24)}`;
}
