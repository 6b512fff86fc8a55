import type { Selectable } from "kysely";
import { decodeJson, type JsonObject } from "../json.ts";
import type { Tables } from "../tables.ts";

export interface NewJob {
  readonly id: string;
  readonly projectId: string;
  /** Workers claim from one queue: one for each kind of work. */
  readonly queue: string;
  readonly payload: JsonObject;
  /** Lower comes first; jobs of one priority come in the order of their making. */
  readonly priority: number;
}

/** A worker's right to a job until its lease ends. `attempt` tells this lease from every other of the same job. */
export interface JobLease extends NewJob {
  /**
   * Counts claims, from 1. A job whose worker dies comes back without end: a worker that finds the count too high
   * gives the job up, with whatever it belongs to, and finishes it.
   */
  readonly attempt: number;
  readonly cancelRequested: boolean;
}

/** The same lease, without what a worker need not carry around. */
export type LeaseKey = Pick<JobLease, "id" | "attempt">;

export interface ClaimQuery {
  readonly queue: string;
  /** Names the worker, for operators. */
  readonly owner: string;
  readonly leaseMilliseconds: number;
  readonly limit: number;
}

export const toJobLease = (row: Selectable<Tables["jobs"]>): JobLease => ({
  id: row.id,
  projectId: row.project_id,
  queue: row.queue,
  payload: decodeJson(row.payload),
  priority: row.priority,
  attempt: row.attempt,
  cancelRequested: row.cancel_requested === 1,
});
