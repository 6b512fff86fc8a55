import type { Metadata } from "../json.ts";
import type { PageQuery } from "./page.ts";

/** A stored answer of either API, as a list shows it. */
export interface LogEntry {
  readonly kind: "completion" | "response";
  readonly id: string;
  readonly createdAt: number;
  readonly model: string;
  /** Of a response; a completion is stored when it is complete. */
  readonly status: string;
  /** The beginning of the last message or item that was sent, as JSON that may end anywhere. */
  readonly inputHead: string | undefined;
}

export interface LogQuery extends PageQuery {
  readonly kind?: LogEntry["kind"] | undefined;
  readonly model?: string | undefined;
  readonly status?: string | undefined;
  /** Every pair must be there with exactly this value. */
  readonly metadata?: Metadata | undefined;
  /** Stands somewhere in what was sent or answered; case does not count. */
  readonly text?: string | undefined;
}
