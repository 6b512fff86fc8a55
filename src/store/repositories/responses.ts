import { encodeJson, type Item } from "../json.ts";
import { atomically, type Session, snapshot } from "../session.ts";
import type { Page, PageQuery } from "./page.ts";
import { type ChainLimits, type ChainResolution, resolveChain } from "./response-chain.ts";
import { encodeItems, insertItems, pageInput, selectOutput } from "./response-items.ts";
import { insertPairs } from "./response-metadata.ts";
import {
  type NewStoredResponse,
  type ResponseChange,
  type ResponseStatus,
  type StoredResponse,
  toStoredResponse,
} from "./stored-response.ts";

/** Responses that were made with `store: true`, and their items. */
export class Responses {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Throws `conflict` where the id is taken. */
  create(response: NewStoredResponse): Promise<void> {
    return atomically(this.#session, async (session) => {
      const input = encodeItems(response.id, "input", response.input);
      const output = encodeItems(response.id, "output", response.output);
      const row = {
        id: response.id,
        project_id: response.projectId,
        status: response.status,
        background: response.background ? (1 as const) : (0 as const),
        created_at: response.createdAt,
        expires_at: session.clock.now() + session.retention,
        previous_response_id: response.previousResponseId ?? null,
        conversation_id: response.conversationId ?? null,
        model: typeof response.body.model === "string" ? response.body.model : "",
        body: encodeJson(response.body),
        input_bytes: input.bytes,
        output_bytes: output.bytes,
      };
      await session.db.insertInto("responses").values(row).execute();
      await insertPairs(session, response.id, response.body);
      await insertItems(session, input);
      await insertItems(session, output);
    });
  }

  get(projectId: string, id: string): Promise<StoredResponse | undefined> {
    return snapshot(this.#session, async (session) => {
      const row = await session.db
        .selectFrom("responses")
        .selectAll()
        .where("project_id", "=", projectId)
        .where("id", "=", id)
        .executeTakeFirst();
      return row && toStoredResponse(row, await selectOutput(session, id));
    });
  }

  /**
   * Moves a response on, only from one of the states in `from`: of a cancellation and a completion that meet, one
   * wins. False where it is in another state, or gone.
   */
  update(
    projectId: string,
    id: string,
    change: ResponseChange,
    from: readonly ResponseStatus[],
  ): Promise<boolean> {
    return atomically(this.#session, async (session) => {
      const output = change.output && encodeItems(id, "output", change.output);
      const { numUpdatedRows } = await session.db
        .updateTable("responses")
        .set({
          status: change.status,
          body: encodeJson(change.body),
          ...(output && { output_bytes: output.bytes }),
        })
        .where("project_id", "=", projectId)
        .where("id", "=", id)
        .where("status", "in", from)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) return false;
      if (output) {
        await session.db
          .deleteFrom("response_items")
          .where("response_id", "=", id)
          .where("direction", "=", "output")
          .execute();
        await insertItems(session, output);
      }
      return true;
    });
  }

  /** Deletes its items and events too. False where there is no such response. */
  async delete(projectId: string, id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#session.db
      .deleteFrom("responses")
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }

  /** Undefined where there is no such response. Throws `cursor-not-found`. */
  inputItems(projectId: string, id: string, query: PageQuery): Promise<Page<Item> | undefined> {
    return snapshot(this.#session, async (session) => {
      const response = await session.db
        .selectFrom("responses")
        .select("id")
        .where("project_id", "=", projectId)
        .where("id", "=", id)
        .executeTakeFirst();
      return response && pageInput(session, id, query);
    });
  }

  /** The conversation that a `previous_response_id` stands for. */
  chain(projectId: string, id: string, limits?: ChainLimits): Promise<ChainResolution> {
    return snapshot(this.#session, (session) => resolveChain(session, projectId, id, limits));
  }
}
