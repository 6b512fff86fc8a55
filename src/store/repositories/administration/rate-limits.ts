import { decodeJson, encodeJson } from "../../json.ts";
import { atomically, type Session } from "../../session.ts";

/** What is limited, by the public API's names. Absent: as configured for the server. */
export type RateLimitValues = Readonly<Partial<Record<RateLimitName, number>>>;

export type RateLimitName =
  | "max_requests_per_1_minute"
  | "max_tokens_per_1_minute"
  | "max_images_per_1_minute"
  | "max_audio_megabytes_per_1_minute"
  | "max_requests_per_1_day"
  | "batch_1_day_max_input_tokens";

/** What administrators set for a project and a model. */
export class RateLimits {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** By model. */
  async ofProject(projectId: string): Promise<ReadonlyMap<string, RateLimitValues>> {
    const rows = await this.#session.db
      .selectFrom("rate_limits")
      .select(["model", "limits"])
      .where("project_id", "=", projectId)
      .execute();
    return new Map(rows.map(({ model, limits }) => [model, decodeJson(limits) as RateLimitValues]));
  }

  /** Adds to what is set already; gives all that is set then. Throws `not-found` where there is no such project. */
  update(projectId: string, model: string, changes: RateLimitValues): Promise<RateLimitValues> {
    return atomically(this.#session, async (session) => {
      // Two changes at once come one after the other, so that each is added to the other.
      if (session.dialect === "postgres") {
        await session.db
          .selectFrom("projects")
          .select("id")
          .where("id", "=", projectId)
          .forUpdate()
          .execute();
      }
      const before = await new RateLimits(session).ofProject(projectId);
      const values = { ...before.get(model), ...changes };
      const limits = encodeJson(values);
      await session.db
        .insertInto("rate_limits")
        .values({ project_id: projectId, model, limits })
        .onConflict((conflict) => conflict.columns(["project_id", "model"]).doUpdateSet({ limits }))
        .execute();
      return values;
    });
  }
}
