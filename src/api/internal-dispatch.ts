import type { Priority } from "../inference/index.ts";
import type { UsageSink } from "../ledger/index.ts";

/**
 * How a request comes that the server asks of its own application: the same routes, checks and bodies, without a
 * connection. Clients cannot claim it: it travels beside the request, not in it.
 */
export interface InternalDispatch {
  /** Whose request it is; nobody is asked for a key. */
  readonly project: string;
  /** The API key that the work was ordered with, on which its usage is counted. */
  readonly keyId?: string | undefined;
  readonly priority: Priority;
  readonly timeoutMilliseconds: number;
  /** Takes what the request uses, instead of the ledger: see `UsageCollector`. */
  readonly usage?: UsageSink;
}

/** Asks the server's own application. */
export type Dispatch = (request: Request, dispatch: InternalDispatch) => Promise<Response>;
