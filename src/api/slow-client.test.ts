import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import type { Script } from "./testing/scripted-engine.ts";
import { HELLO, startTestServer, type TestServer } from "./testing/test-server.ts";

let test: TestServer | undefined;

afterEach(async () => {
  await test?.server.close(0);
  test = undefined;
});

const PIECE = "x".repeat(1_000);

/** Never ends, and counts what was taken from it. */
function endless(taken: { pieces: number }): Script {
  return async function* (_request, signal) {
    yield { type: "started", promptTokens: 1, cachedTokens: 0 };
    while (!signal.aborted) {
      taken.pieces++;
      yield { type: "text-delta", choice: 0, text: PIECE };
      await turn();
    }
    yield { type: "error", error: { code: "cancelled" } };
  };
}

/** Asks for a stream, and never reads. */
async function askAndSleep({ url }: TestServer): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  await once(socket, "connect");
  socket.pause();
  const body = JSON.stringify({ ...HELLO, stream: true });
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  return socket;
}

it("A client that does not read holds up its own stream alone, and no more than buffers' worth of it.", async () => {
  test = await startTestServer();
  const said = test.engine.script;
  const taken = { pieces: 0 };
  test.engine.script = endless(taken);
  const socket = await askAndSleep(test);
  let before = -1;
  // The kernel's buffers fill up, then nothing more is made.
  await expect
    .poll(
      () => {
        const still = taken.pieces === before && taken.pieces > 0;
        before = taken.pieces;
        return still;
      },
      { interval: 200, timeout: 20_000 },
    )
    .toBe(true);
  expect(taken.pieces * PIECE.length).toBeLessThan(64 * 1024 * 1024);

  test.engine.script = said;
  expect((await test.post(HELLO)).status).toBe(200);
  socket.destroy();
  await expect.poll(() => test?.engine.cancelled, { timeout: 5_000 }).toBe(1);
});

it("A client that does not read for long is cut off, and its work is cancelled.", async () => {
  test = await startTestServer({ limits: { stalledClientMilliseconds: 300 } });
  test.engine.script = endless({ pieces: 0 });
  const socket = await askAndSleep(test);
  await expect.poll(() => test?.engine.cancelled, { timeout: 20_000 }).toBe(1);
  socket.destroy();
});

it("A client that reads slowly but steadily gets everything.", async () => {
  test = await startTestServer({ limits: { stalledClientMilliseconds: 2_000 } });
  const pieces = 3_000;
  test.engine.script = async function* () {
    yield { type: "started", promptTokens: 1, cachedTokens: 0 };
    for (let piece = 0; piece < pieces; piece++) yield { type: "text-delta", choice: 0, text: PIECE };
    const usage = { completionTokens: pieces, acceptedPredictionTokens: 0, rejectedPredictionTokens: 0 };
    yield { type: "choice-end", choice: 0, reason: "length", usage };
    yield { type: "end" };
  };
  const response = await test.post({ ...HELLO, stream: true });
  let bytes = 0;
  let last = "";
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    last = Buffer.from(chunk).toString().slice(-20);
    if (bytes % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(bytes).toBeGreaterThan(pieces * PIECE.length);
  expect(last).toContain("data: [DONE]");
});
