import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.server.close(0));

describe("the served models", () => {
  it("are listed once each, with what they take and what they would cost elsewhere", async () => {
    const { data } = (await (await fetch(`${server.url}/fourone/models`)).json()) as { data: unknown[] };
    expect(data).toHaveLength(3);
    expect(data[1]).toEqual({
      id: "gpt-4.1-mini",
      object: "fourone.model",
      snapshot: "gpt-4.1-mini-2025-04-14",
      context_length: 2048,
      max_output_tokens: 2048,
      input_modalities: ["text"],
      prices: { input: 0.4, cached_input: 0.1, output: 1.6 },
      shutdown_date: null,
      created: expect.any(Number),
      base_model: null,
      tunable: false,
    });
  });
});
