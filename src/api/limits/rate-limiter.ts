import { bucketWindow, type RateLimitValues, type Store } from "../../store/index.ts";
import { Remembered } from "../access/remembered.ts";
import type { Clock } from "../clock.ts";
import { type LimitedRequest, rateLimitReached, requestTooLarge } from "./limit-errors.ts";
import type { LimitedKind, LimitState, LimitStates } from "./limit-state.ts";
import { LocalBucket } from "./local-bucket.ts";

/** Limits that hold for every project and model where an administrator has set no other. Absent: none. */
export interface DefaultRateLimits {
  readonly requestsPerMinute?: number | undefined;
  readonly tokensPerMinute?: number | undefined;
  /** Tokens that batches may have waiting, for each model. */
  readonly batchTokensPerDay?: number | undefined;
}

/** Where an integer is wanted, too, this one says that there is no limit. */
export const UNLIMITED = 2_147_483_647;

/** A changed limit holds everywhere within a second. */
const MEMORY_MILLISECONDS = 1_000;

/** Buckets of projects and models that nobody uses any more are forgotten. */
const MAXIMUM_BUCKETS = 10_000;

interface Charge {
  readonly kind: LimitedKind;
  readonly name: string;
  readonly bucket: LocalBucket;
  readonly limit: number;
  readonly amount: number;
  /** The amount as the time in which it refills. */
  readonly cost: number;
}

export interface RateLimiterOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly organization: string;
  readonly defaults: DefaultRateLimits;
}

/** Counts requests and tokens per minute, together with all other servers on the same store. */
export class RateLimiter {
  readonly #options: RateLimiterOptions;
  readonly #limits: Remembered<ReadonlyMap<string, RateLimitValues>>;
  readonly #buckets = new Map<string, LocalBucket>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: RateLimiterOptions) {
    this.#options = options;
    this.#limits = new Remembered(options.clock, MEMORY_MILLISECONDS);
  }

  /** What holds for a project and a model. */
  async limitsOf(projectId: string, model: string): Promise<DefaultRateLimits> {
    const { store, defaults } = this.#options;
    const set = await this.#limits.get(projectId, () => store.rateLimits.ofProject(projectId));
    const own = set.get(model);
    return {
      requestsPerMinute: bounded(own?.max_requests_per_1_minute ?? defaults.requestsPerMinute),
      tokensPerMinute: bounded(own?.max_tokens_per_1_minute ?? defaults.tokensPerMinute),
      batchTokensPerDay: bounded(own?.batch_1_day_max_input_tokens ?? defaults.batchTokensPerDay),
    };
  }

  /** Counts a request with so many tokens. Throws an `ApiError` (429) where that is more than there is. */
  async charge(
    projectId: string,
    request: Omit<LimitedRequest, "organization">,
    tokens: number,
  ): Promise<LimitStates> {
    const limits = await this.limitsOf(projectId, request.limitedModel);
    const { organization } = this.#options;
    const named = { ...request, organization };
    const { requestsPerMinute, tokensPerMinute } = limits;
    const charges = [
      this.#chargeOf("requests", projectId, request.limitedModel, requestsPerMinute, 1),
      this.#chargeOf("tokens", projectId, request.limitedModel, tokensPerMinute, tokens),
    ].filter((charge) => charge !== undefined);
    if (tokensPerMinute !== undefined && tokens > tokensPerMinute) {
      throw requestTooLarge(named, { requested: tokens, limit: tokensPerMinute }, this.#statesOf(charges));
    }
    if (charges.length > 0 && !this.#spend(charges)) await this.#inTurn(() => this.#withdraw(charges, named));
    return this.#statesOf(charges);
  }

  /** To be called by whoever changes limits. */
  forget(): void {
    this.#limits.clear();
  }

  /** Gives back what was taken ahead, for the next start or another server. */
  async close(): Promise<void> {
    const now = this.#now();
    for (const [name, bucket] of this.#buckets) {
      const unused = Math.floor(bucket.drain(now));
      if (unused > 0) await this.#options.store.limitBuckets.giveBack(name, unused);
    }
    this.#buckets.clear();
  }

  #chargeOf(
    kind: LimitedKind,
    projectId: string,
    model: string,
    limit: number | undefined,
    amount: number,
  ): Charge | undefined {
    if (limit === undefined) return undefined;
    const name = `${projectId}/${model}/${kind}`;
    const bucket = this.#buckets.get(name) ?? new LocalBucket();
    this.#buckets.delete(name);
    this.#buckets.set(name, bucket);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > MAXIMUM_BUCKETS && oldest !== undefined) this.#buckets.delete(oldest);
    return { kind, name, bucket, limit, amount, cost: (amount * bucketWindow) / limit };
  }

  /** Out of the slices alone; false where one is too small. */
  #spend(charges: readonly Charge[]): boolean {
    const now = this.#now();
    if (charges.some(({ bucket, cost }) => cost > bucket.usable(now))) return false;
    for (const { bucket, cost } of charges) bucket.spend(cost, now);
    return true;
  }

  /** One after the other: those that waited find the slice that the first one took. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #withdraw(charges: readonly Charge[], request: LimitedRequest): Promise<void> {
    if (this.#spend(charges)) return;
    const before = this.#now();
    if (!charges.some(({ bucket, cost }) => bucket.surelyRefused(cost, before))) {
      const withdrawals = charges.map(({ name, bucket, cost }) => ({
        bucket: name,
        ...bucket.withdrawal(cost, before),
      }));
      const { granted, fullAt } = await this.#options.store.limitBuckets.take(withdrawals);
      const now = this.#now();
      for (const [index, { bucket, cost }] of charges.entries()) {
        const moment = fullAt[index] ?? now;
        if (granted === undefined) bucket.refused(moment);
        else {
          bucket.granted(granted[index] ?? 0, moment, now);
          bucket.spend(Math.min(cost, bucket.usable(now)), now);
        }
      }
      if (granted !== undefined) return;
    }
    throw this.#refusal(charges, request);
  }

  #refusal(charges: readonly Charge[], request: LimitedRequest): Error {
    const now = this.#now();
    const missing = (charge: Charge) => charge.cost - charge.bucket.available(now);
    const refused = charges.reduce((worst, charge) => (missing(charge) > missing(worst) ? charge : worst));
    const waitMilliseconds = Math.max(1, missing(refused) / 1_000);
    const { kind, amount } = refused;
    const state = this.#stateOf(refused, now);
    return rateLimitReached(
      request,
      { kind, state, requested: amount, waitMilliseconds },
      this.#statesOf(charges),
    );
  }

  #statesOf(charges: readonly Charge[]): LimitStates {
    const now = this.#now();
    return Object.fromEntries(charges.map((charge) => [charge.kind, this.#stateOf(charge, now)]));
  }

  #stateOf({ bucket, limit }: Charge, now: number): LimitState {
    const available = Math.min(bucketWindow, Math.max(0, bucket.available(now)));
    return {
      limit,
      // Costs were rounded to whole microseconds on the way.
      remaining: Math.floor((available / bucketWindow) * limit + 1e-3),
      resetMilliseconds: (bucketWindow - available) / 1_000,
    };
  }

  #now(): number {
    return this.#options.clock.now() * 1_000;
  }
}

const bounded = (limit: number | undefined) => (limit === UNLIMITED ? undefined : limit);
