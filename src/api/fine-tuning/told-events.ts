import type { FineTuningEvent, JsonObject } from "../../store/index.ts";
import type { ApiServices } from "../api-environment.ts";
import { randomAlphanumeric } from "../random-text.ts";

/** An event of a job that is known when it is written. */
export type ToldEvent = (jobId: string, services: Pick<ApiServices, "clock" | "random">) => FineTuningEvent;

/** `subject`: what it is about, within its job; a second about the same is not kept. */
export const messageEvent = (
  subject: string,
  message: string,
  level: FineTuningEvent["level"] = "info",
): ToldEvent => toldEvent({ subject, message, level, type: "message", data: {} });

export const metricsEvent = (subject: string, message: string, data: JsonObject): ToldEvent =>
  toldEvent({ subject, message, level: "info", type: "metrics", data });

function toldEvent(
  about: Pick<FineTuningEvent, "subject" | "message" | "level" | "type" | "data">,
): ToldEvent {
  return (jobId, { clock, random }) => ({
    id: `ftevent-${randomAlphanumeric(random, 24)}`,
    jobId,
    createdAt: Math.floor(clock.now() / 1000),
    ...about,
  });
}
