import type { ApiServices } from "../../api-environment.ts";
import { type NumberedEvent, numberEvent } from "../events/response-event.ts";
import { ResponseWriter } from "../events/response-writer.ts";
import type { PreparedResponse } from "../prepare-response.ts";
import type { ResponseBody } from "../response-schema.ts";
import { BACKGROUND_QUEUE, toJobPayload } from "./background-job.ts";

/** Puts a response where a worker finds it, now or after a restart. Resolves when that is durable. */
export async function queueResponse(
  prepared: PreparedResponse,
  services: ApiServices,
): Promise<ResponseBody> {
  const { project, body, request, input, seed, caller } = prepared;
  const writer = new ResponseWriter(body);
  const opening = [...writer.created(), ...writer.queued()].map(numberEvent);
  await services.store.transaction(async ({ responses, responseEvents, jobs }) => {
    await responses.create({
      id: body.id,
      projectId: project,
      status: "queued",
      background: true,
      createdAt: body.created_at,
      previousResponseId: body.previous_response_id ?? undefined,
      conversationId: body.conversation?.id,
      body: { ...body },
      input,
      output: [],
    });
    if (request.stream) await responseEvents.append(body.id, opening.map(toStoredEvent));
    const payload = toJobPayload({ request, seed, caller });
    await jobs.enqueue({ id: body.id, projectId: project, queue: BACKGROUND_QUEUE, payload, priority: 0 });
  });
  services.background.queued();
  return body;
}

export function toStoredEvent(event: NumberedEvent) {
  return { sequenceNumber: event.sequence_number, event: { ...event } };
}
