import { performance } from "node:perf_hooks";
import type { BenchServer } from "../servers/bench-server.ts";
import { type ChatWork, requestBody } from "./chat-request.ts";
import { EventStreamParser } from "./event-stream-parser.ts";
import { post } from "./post.ts";
import { type RecordedEvent, readRecording, type StreamedAnswer } from "./streamed-answer.ts";

/**
 * Streams one answer and notes when each piece came. The pieces are understood only when all are
 * there, so that the measuring takes as little of the machine as it can while the server works.
 */
export async function streamChat(server: BenchServer, work: ChatWork): Promise<StreamedAnswer> {
  const body = requestBody(work, server.model, server.kind);
  const parser = new EventStreamParser();
  const events: RecordedEvent[] = [];
  const sentAt = performance.now();
  const response = await post(server, "/chat/completions", body);
  await new Promise<void>((resolve, reject) => {
    response.on("data", (text: string) => {
      const at = performance.now();
      for (const data of parser.push(text)) events.push({ at, data });
    });
    response.on("end", resolve);
    response.on("error", reject);
  });
  return readRecording({ sentAt, endedAt: performance.now(), events });
}
