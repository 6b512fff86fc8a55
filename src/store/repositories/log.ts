import { type RawBuilder, type SqlBool, sql } from "kysely";
import { type Session, snapshot } from "../session.ts";
import { StoreError } from "../store-error.ts";
import type { LogEntry, LogQuery } from "./log-entry.ts";
import { beyond, type Page, toPage } from "./page.ts";
import { withPairs } from "./response-metadata.ts";
import { withMetadata } from "./stored-completion-metadata.ts";
import { findTombstone } from "./tombstones.ts";

/** Characters of an input that a list may show. The whole of it may be a hundred megabytes. */
const HEAD_CHARACTERS = 2_000;

/** Stored completions and responses in one list. */
export class Log {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Throws `cursor-not-found`. */
  list(projectId: string, query: LogQuery): Promise<Page<LogEntry>> {
    return snapshot(this.#session, async (session) => {
      let select = session.db
        .selectFrom(
          completions(session, projectId, query)
            .unionAll(responses(session, projectId, query))
            .as("entry"),
        )
        .selectAll();
      if (query.after !== undefined) {
        const { createdAt, id } = await place(session, projectId, query.after);
        select = select.where(({ eb, refTuple, tuple }) =>
          eb(refTuple("createdAt", "id"), beyond(query.order), tuple(createdAt, id)),
        );
      }
      const rows = await select
        .orderBy("createdAt", query.order)
        .orderBy("id", query.order)
        .limit(query.limit + 1)
        .execute();
      return toPage(rows, query.limit, ({ inputHead, ...entry }) => ({
        ...entry,
        inputHead: inputHead ?? undefined,
      }));
    });
  }
}

function completions(session: Session, projectId: string, query: LogQuery) {
  const { kind = "completion", status = "completed", model, text } = query;
  let select = withMetadata(
    session.db
      .selectFrom("stored_completions")
      .select((eb) => [
        sql.lit<LogEntry["kind"]>("completion").as("kind"),
        "stored_completions.id as id",
        "stored_completions.created_at as createdAt",
        "stored_completions.model as model",
        sql.lit<string>("completed").as("status"),
        eb
          .selectFrom("stored_completion_messages")
          .select(head("message").as("head"))
          .whereRef("completion_id", "=", "stored_completions.id")
          .orderBy("position", "desc")
          .limit(1)
          .as("inputHead"),
      ])
      .where("stored_completions.project_id", "=", projectId),
    query.metadata ?? {},
  );
  if (kind !== "completion" || status !== "completed") select = select.where(sql.lit(false));
  if (model !== undefined) select = select.where("stored_completions.model", "=", model);
  if (text !== undefined) {
    select = select.where((eb) =>
      eb.or([
        holds(session, "response", text),
        eb.exists(
          eb
            .selectFrom("stored_completion_messages")
            .select("position")
            .whereRef("completion_id", "=", "stored_completions.id")
            .where(holds(session, "message", text)),
        ),
      ]),
    );
  }
  return select;
}

function responses(session: Session, projectId: string, query: LogQuery) {
  const { kind = "response", status, model, text } = query;
  let select = withPairs(
    session.db
      .selectFrom("responses")
      .select((eb) => [
        sql.lit<LogEntry["kind"]>("response").as("kind"),
        "responses.id as id",
        "responses.created_at as createdAt",
        "responses.model as model",
        "responses.status as status",
        eb
          .selectFrom("response_items")
          .select(head("item").as("head"))
          .whereRef("response_id", "=", "responses.id")
          .where("direction", "=", "input")
          .orderBy("position", "desc")
          .limit(1)
          .as("inputHead"),
      ])
      .where("responses.project_id", "=", projectId),
    query.metadata ?? {},
  );
  if (kind !== "response") select = select.where(sql.lit(false));
  if (status !== undefined) select = select.where("responses.status", "=", status);
  if (model !== undefined) select = select.where("responses.model", "=", model);
  if (text !== undefined) {
    select = select.where((eb) =>
      eb.exists(
        eb
          .selectFrom("response_items")
          .select("position")
          .whereRef("response_id", "=", "responses.id")
          .where(holds(session, "item", text)),
      ),
    );
  }
  return select;
}

const head = (column: string) => sql<string>`substr(${sql.ref(column)}, 1, ${sql.lit(HEAD_CHARACTERS)})`;

/** Texts lie as JSON, so what is looked for is spelled as JSON too. SQLite's `like` ignores case by itself. */
function holds({ dialect }: Session, column: string, text: string): RawBuilder<SqlBool> {
  const spelled = JSON.stringify(text).slice(1, -1).replace(/[!%_]/g, "!$&");
  const like = sql.raw(dialect === "sqlite" ? "like" : "ilike");
  return sql<SqlBool>`${sql.ref(column)} ${like} ${`%${spelled}%`} escape '!'`;
}

async function place(
  session: Session,
  projectId: string,
  id: string,
): Promise<{ readonly createdAt: number; readonly id: string }> {
  for (const table of ["stored_completions", "responses"] as const) {
    const row = await session.db
      .selectFrom(table)
      .select("created_at")
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .executeTakeFirst();
    if (row) return { createdAt: row.created_at, id };
  }
  const gone = await findTombstone(session, "completion", projectId, id);
  if (!gone) throw new StoreError("cursor-not-found");
  return gone;
}
