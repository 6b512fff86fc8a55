import { decodeJson, encodeJson, type JsonObject } from "../json.ts";
import { atomically, type Session } from "../session.ts";
import { inChunks } from "./chunks.ts";

export interface StoredEvent {
  readonly sequenceNumber: number;
  /** The event as it is sent. */
  readonly event: JsonObject;
}

export interface EventQuery {
  /** Only events with a higher sequence number; left out, from the first. */
  readonly startingAfter?: number | undefined;
  readonly limit: number;
}

/** The streams of background responses, kept so that a client may come back to them. */
export class ResponseEvents {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /**
   * All of `events` or none. One call costs one flush to the disk: gather what a few steps gave.
   * Throws `conflict` where a sequence number is taken, `not-found` where the response is gone.
   */
  append(responseId: string, events: readonly StoredEvent[]): Promise<void> {
    const rows = events.map(({ sequenceNumber, event }) => ({
      response_id: responseId,
      sequence_number: sequenceNumber,
      event: encodeJson(event),
    }));
    return atomically(this.#session, ({ db }) =>
      inChunks(rows, (chunk) => db.insertInto("response_events").values(chunk).execute()),
    );
  }

  /** In order; empty where there is no such response. */
  async read(projectId: string, responseId: string, query: EventQuery): Promise<StoredEvent[]> {
    const rows = await this.#session.db
      .selectFrom("response_events")
      .innerJoin("responses", "responses.id", "response_events.response_id")
      .select(["sequence_number", "event"])
      .where("responses.project_id", "=", projectId)
      .where("response_id", "=", responseId)
      .where("sequence_number", ">", query.startingAfter ?? -1)
      .orderBy("sequence_number")
      .limit(query.limit)
      .execute();
    return rows.map((row) => ({ sequenceNumber: row.sequence_number, event: decodeJson(row.event) }));
  }

  /** The highest sequence number; undefined before the first event. */
  async lastSequenceNumber(responseId: string): Promise<number | undefined> {
    const row = await this.#session.db
      .selectFrom("response_events")
      .select("sequence_number")
      .where("response_id", "=", responseId)
      .orderBy("sequence_number", "desc")
      .limit(1)
      .executeTakeFirst();
    return row?.sequence_number;
  }
}
