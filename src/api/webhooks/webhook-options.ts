export interface WebhookOptions {
  /** Hosts, or host:port, that may have a private address and speak plain HTTP. */
  readonly allowedHosts: readonly string[];
  /** For an endpoint to answer. */
  readonly timeoutMilliseconds: number;
  /** How often the worker looks for deliveries. */
  readonly pollMilliseconds: number;
}

export const DEFAULT_WEBHOOKS: WebhookOptions = {
  allowedHosts: [],
  timeoutMilliseconds: 15_000,
  pollMilliseconds: 1_000,
};
