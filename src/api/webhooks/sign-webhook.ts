import { createHmac } from "node:crypto";
import type { WebhookEndpoint } from "../../store/index.ts";

/** The headers of one attempt, by the Standard Webhooks specification. `now` in milliseconds. */
export function webhookHeaders(
  endpoint: Pick<WebhookEndpoint, "secret" | "previousSecret">,
  { id, body, now }: { readonly id: string; readonly body: string; readonly now: number },
): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const { secret, previousSecret } = endpoint;
  const secrets = previousSecret && now < previousSecret.until ? [secret, previousSecret.secret] : [secret];
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": secrets.map((one) => `v1,${signature(one, `${id}.${timestamp}.${body}`)}`).join(" "),
  };
}

function signature(secret: string, content: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return createHmac("sha256", key).update(content).digest("base64");
}
