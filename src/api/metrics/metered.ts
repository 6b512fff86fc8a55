import type { ServedModel, TextEvent } from "../../inference/index.ts";
import type { ApiServices } from "../api-environment.ts";

/** Passes events on and counts them. */
export async function* metered(
  events: AsyncIterable<TextEvent>,
  model: ServedModel,
  { metrics, clock }: Pick<ApiServices, "metrics" | "clock">,
): AsyncGenerator<TextEvent, void> {
  const meter = metrics.generation(model.snapshot);
  let previous = clock.elapsed();
  let first = true;
  for await (const event of events) {
    if (event.type === "start") meter.prompt(event.promptTokens, event.cachedTokens);
    if (event.type === "choice-end") meter.completion(event.usage.completionTokens);
    if (event.type === "text-delta" || event.type === "tool-call-delta") {
      const now = clock.elapsed();
      if (first) meter.firstToken((now - previous) / 1000);
      else meter.nextToken((now - previous) / 1000);
      first = false;
      previous = now;
    }
    yield event;
  }
}
