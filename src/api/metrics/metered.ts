import type { ServedModel, TextEvent } from "../../inference/index.ts";
import type { ApiServices } from "../api-environment.ts";
import { reportedCachedTokens } from "../reported-cached-tokens.ts";

/** Counts events and passes them on; what was cached is told as the configuration wants it told. */
export async function* metered(
  events: AsyncIterable<TextEvent>,
  model: ServedModel,
  { metrics, clock, cacheReport }: Pick<ApiServices, "metrics" | "clock" | "cacheReport">,
): AsyncGenerator<TextEvent, void> {
  const meter = metrics.generation(model.snapshot);
  let previous = clock.elapsed();
  let first = true;
  for await (const event of events) {
    if (event.type === "start") meter.prompt(event.promptTokens, event.cachedTokens);
    if (event.type === "start" || event.type === "prefill-progress") {
      yield { ...event, cachedTokens: reportedCachedTokens(event.cachedTokens, cacheReport) };
      continue;
    }
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
