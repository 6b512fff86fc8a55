import { encodeJson, type JsonObject } from "../../json.ts";
import { atomically, type Session } from "../../session.ts";
import { inChunks } from "../chunks.ts";
import { beyond, type Page, toPage } from "../page.ts";
import {
  type DistillationAnswer,
  type DistillationPrompt,
  type DistillationSide,
  type HeldOutPrompt,
  toDistillationPrompt,
} from "./distillation.ts";

export interface DistillationPromptQuery {
  readonly limit: number;
  readonly order: "asc" | "desc";
  /** The position of the last prompt of the page before. */
  readonly after?: number | undefined;
}

const json = (value: object): string => encodeJson(value as JsonObject);

/** The held-out prompts of distillations. Scoped by the distillation, which its caller has found by its project. */
export class DistillationPrompts {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Throws `conflict` where a prompt is there already. */
  add(distillationId: string, prompts: readonly HeldOutPrompt[]): Promise<void> {
    const rows = prompts.map(({ position, request, teacher }) => ({
      distillation_id: distillationId,
      position,
      request: encodeJson(request),
      teacher: json(teacher),
    }));
    return atomically(this.#session, ({ db }) =>
      inChunks(rows, (chunk) => db.insertInto("distillation_prompts").values(chunk).execute()),
    );
  }

  /** Deletes all, before they are chosen anew. */
  async clear(distillationId: string): Promise<void> {
    await this.#session.db
      .deleteFrom("distillation_prompts")
      .where("distillation_id", "=", distillationId)
      .execute();
  }

  async list(distillationId: string, query: DistillationPromptQuery): Promise<Page<DistillationPrompt>> {
    let select = this.#session.db
      .selectFrom("distillation_prompts")
      .select(["position", "request", "teacher", "before", "after"])
      .where("distillation_id", "=", distillationId);
    if (query.after !== undefined) select = select.where("position", beyond(query.order), query.after);
    const rows = await select
      .orderBy("position", query.order)
      .limit(query.limit + 1)
      .execute();
    return toPage(rows, query.limit, toDistillationPrompt);
  }

  async get(distillationId: string, position: number): Promise<DistillationPrompt | undefined> {
    const row = await this.#session.db
      .selectFrom("distillation_prompts")
      .select(["position", "request", "teacher", "before", "after"])
      .where("distillation_id", "=", distillationId)
      .where("position", "=", position)
      .executeTakeFirst();
    return row && toDistillationPrompt(row);
  }

  /** Positions of the prompts that a side has not answered yet. */
  async open(distillationId: string, side: DistillationSide): Promise<number[]> {
    const rows = await this.#session.db
      .selectFrom("distillation_prompts")
      .select("position")
      .where("distillation_id", "=", distillationId)
      .where(side, "is", null)
      .orderBy("position")
      .execute();
    return rows.map(({ position }) => position);
  }

  /** How many answers there are, of how many in the end. */
  async progress(distillationId: string): Promise<{ readonly done: number; readonly total: number }> {
    const { prompts, before, after } = await this.#session.db
      .selectFrom("distillation_prompts")
      .select(({ fn }) => [
        fn.countAll().as("prompts"),
        fn.count("before").as("before"),
        fn.count("after").as("after"),
      ])
      .where("distillation_id", "=", distillationId)
      .executeTakeFirstOrThrow();
    return { done: Number(before) + Number(after), total: 2 * Number(prompts) };
  }

  /**
   * Keeps an answer; false, and nothing is kept, where there is one already or the distillation is not comparing (any
   * more).
   */
  record(
    distillationId: string,
    position: number,
    side: DistillationSide,
    answer: DistillationAnswer,
  ): Promise<boolean> {
    return atomically(this.#session, async ({ db, dialect }) => {
      // Who ends it waits for this transaction, and whoever comes after it finds it ended.
      const distillation = db
        .selectFrom("distillations")
        .select("id")
        .where("id", "=", distillationId)
        .where("status", "=", "comparing");
      const locked = dialect === "postgres" ? distillation.forShare() : distillation;
      if ((await locked.executeTakeFirst()) === undefined) return false;
      const { numUpdatedRows } = await db
        .updateTable("distillation_prompts")
        .set({ [side]: json(answer) })
        .where("distillation_id", "=", distillationId)
        .where("position", "=", position)
        .where(side, "is", null)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    });
  }
}
