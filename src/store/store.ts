import type { Clock } from "./clock.ts";
import type { Item } from "./json.ts";
import type { OpenDatabase } from "./open-database.ts";
import { AuditLogs } from "./repositories/administration/audit-logs.ts";
import { LimitBuckets } from "./repositories/administration/limit-buckets.ts";
import { ModelPermissionsOfProjects } from "./repositories/administration/model-permissions.ts";
import { RateLimits } from "./repositories/administration/rate-limits.ts";
import { SpendLimits } from "./repositories/administration/spend-limits.ts";
import { Batches } from "./repositories/batches/batches.ts";
import { Blobs } from "./repositories/blobs.ts";
import { Conversations } from "./repositories/conversations.ts";
import { Distillations } from "./repositories/distillations/distillations.ts";
import { Files } from "./repositories/files.ts";
import { findItem } from "./repositories/find-item.ts";
import { Adapters } from "./repositories/fine-tuning/adapters.ts";
import { CheckpointPermissions } from "./repositories/fine-tuning/checkpoint-permissions.ts";
import { FineTuningJobs } from "./repositories/fine-tuning/fine-tuning-jobs.ts";
import { TunedModels } from "./repositories/fine-tuning/tuned-models.ts";
import { ApiKeys } from "./repositories/identity/api-keys.ts";
import { Projects } from "./repositories/identity/projects.ts";
import { ServiceAccounts } from "./repositories/identity/service-accounts.ts";
import { Jobs } from "./repositories/jobs.ts";
import { Log } from "./repositories/log.ts";
import { Presets } from "./repositories/presets.ts";
import { ResponseEvents } from "./repositories/response-events.ts";
import { Responses } from "./repositories/responses.ts";
import { StoredCompletions } from "./repositories/stored-completions.ts";
import { Uploads } from "./repositories/uploads.ts";
import { Usage } from "./repositories/usage.ts";
import { Webhooks } from "./repositories/webhooks/webhooks.ts";
import { type SweepResult, sweep } from "./retention.ts";
import { atomically, type Flush, type Session } from "./session.ts";

/**
 * Everything that is kept, scoped by project: a row of another project is simply not there.
 *
 * When the promise of a method that writes resolves, the write is on the disk and survives the end of the process, of
 * the machine, and a loss of power (see open-sqlite.ts and open-postgres.ts for what makes it so); where it was asked to
 * flush `soon`, the end of the process. When it rejects,
 * nothing was written; only after `unavailable` the outcome is unknown. So: await first, then answer the client.
 *
 * Every rejection is a {@link StoreError}.
 */
export class Repositories {
  readonly completions: StoredCompletions;
  readonly responses: Responses;
  readonly responseEvents: ResponseEvents;
  readonly log: Log;
  readonly conversations: Conversations;
  readonly presets: Presets;
  readonly jobs: Jobs;
  readonly batches: Batches;
  readonly projects: Projects;
  readonly serviceAccounts: ServiceAccounts;
  readonly apiKeys: ApiKeys;
  readonly files: Files;
  readonly uploads: Uploads;
  readonly blobs: Blobs;
  readonly fineTuning: FineTuningJobs;
  readonly tunedModels: TunedModels;
  readonly distillations: Distillations;
  readonly adapters: Adapters;
  readonly checkpointPermissions: CheckpointPermissions;
  readonly webhooks: Webhooks;
  readonly modelPermissions: ModelPermissionsOfProjects;
  readonly rateLimits: RateLimits;
  readonly limitBuckets: LimitBuckets;
  readonly spendLimits: SpendLimits;
  readonly auditLogs: AuditLogs;
  readonly usage: Usage;
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
    this.completions = new StoredCompletions(session);
    this.responses = new Responses(session);
    this.responseEvents = new ResponseEvents(session);
    this.log = new Log(session);
    this.conversations = new Conversations(session);
    this.presets = new Presets(session);
    this.jobs = new Jobs(session);
    this.batches = new Batches(session);
    this.projects = new Projects(session);
    this.serviceAccounts = new ServiceAccounts(session);
    this.apiKeys = new ApiKeys(session);
    this.files = new Files(session);
    this.uploads = new Uploads(session);
    this.blobs = new Blobs(session);
    this.fineTuning = new FineTuningJobs(session);
    this.tunedModels = new TunedModels(session);
    this.distillations = new Distillations(session);
    this.adapters = new Adapters(session);
    this.checkpointPermissions = new CheckpointPermissions(session);
    this.webhooks = new Webhooks(session);
    this.modelPermissions = new ModelPermissionsOfProjects(session);
    this.rateLimits = new RateLimits(session);
    this.limitBuckets = new LimitBuckets(session);
    this.spendLimits = new SpendLimits(session);
    this.auditLogs = new AuditLogs(session);
    this.usage = new Usage(session);
  }

  /** What an `item_reference` names: an item of any stored response or conversation. The newest, of several. */
  findItem(projectId: string, itemId: string): Promise<Item | undefined> {
    return findItem(this.#session, projectId, itemId);
  }
}

export interface StoreSettings {
  readonly clock: Clock;
  /** How long responses and stored completions are kept, in milliseconds. */
  readonly retention: number;
}

export class Store extends Repositories {
  readonly #session: Session;
  readonly #database: OpenDatabase;

  constructor(database: OpenDatabase, settings: StoreSettings) {
    const { db, dialect, scope, flushSoon } = database;
    const session = { db, dialect, scope, flushSoon, ...settings };
    super(session);
    this.#session = session;
    this.#database = database;
  }

  get dialect(): "sqlite" | "postgres" {
    return this.#database.dialect;
  }

  /**
   * All of `work` or nothing of it; an error thrown inside undoes everything. Inside, use only the repositories that
   * it is given, and wait for nothing but them: on SQLite everybody else waits for this transaction. PostgreSQL may
   * make it begin anew, so it must have no effect outside the database.
   */
  transaction<T>(work: (repositories: Repositories) => Promise<T>, flush?: Flush): Promise<T> {
    return atomically(this.#session, (session) => work(new Repositories(session)), flush);
  }

  /** Deletes everything whose time is over. */
  sweep(): Promise<SweepResult> {
    return sweep(this.#session);
  }

  /** Resolves as soon as the database answers. */
  async ping(): Promise<void> {
    await this.#session.db.selectFrom("jobs").select("sequence").limit(1).execute();
  }

  /** Waits for what is under way. Everything after it throws `closed`. */
  close(): Promise<void> {
    return this.#database.close();
  }
}
