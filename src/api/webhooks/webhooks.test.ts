import OpenAI, { InvalidWebhookSignatureError } from "openai";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { type ReceivedEvent, WebhookListener } from "./testing/webhook-listener.ts";

const listener = new WebhookListener();
let test: TestServer;
let client: OpenAI;
beforeAll(async () => {
  await listener.start();
  const webhooks = { allowedHosts: [listener.host], pollMilliseconds: 20, timeoutMilliseconds: 2_000 };
  test = await startTestServer({ webhooks, background: { pollMilliseconds: 20 } });
  client = new OpenAI({ baseURL: test.url, apiKey: "none", maxRetries: 0 });
});
afterAll(async () => {
  await test.server.close(0);
  listener.stop();
});
afterEach(async () => {
  listener.received.length = 0;
  listener.statuses.length = 0;
  for await (const { id } of client.webhooks.list()) await client.webhooks.delete(id);
});

const listen = (event_types: OpenAI.Webhooks.WebhookCreateParams["event_types"] = ["response.completed"]) =>
  client.webhooks.create({ name: "mine", url: `http://${listener.host}/hook`, event_types });

const background = () => client.responses.create({ model: "gpt-4.1-nano", input: "Hello", background: true });

describe("a webhook endpoint", () => {
  it("is made, shown without its secret, changed, given another secret and deleted", async () => {
    const made = await listen();
    expect(made).toEqual({
      id: expect.stringMatching(/^whe_/),
      object: "webhook_endpoint",
      created_at: expect.any(Number),
      updated_at: made.created_at,
      name: "mine",
      url: `http://${listener.host}/hook`,
      event_types: ["response.completed"],
      signing_secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
      signing_secret_hint: `whsec_...${made.signing_secret.slice(-4)}`,
    });
    const { signing_secret, ...shown } = made;
    expect(await client.webhooks.retrieve(made.id)).toEqual(shown);
    const changed = await client.webhooks.update(made.id, { name: "yours" });
    expect(changed).toMatchObject({ ...shown, name: "yours", updated_at: expect.any(Number) });
    expect((await client.webhooks.rotateSecret(made.id, {})).signing_secret).not.toBe(signing_secret);
    expect((await client.webhooks.list()).data.map(({ id }) => id)).toEqual([made.id]);
    expect(await client.webhooks.delete(made.id)).toEqual({
      id: made.id,
      object: "webhook_endpoint.deleted",
      deleted: true,
    });
    for (const gone of [
      () => client.webhooks.retrieve(made.id),
      () => client.webhooks.update(made.id, { name: "x" }),
      () => client.webhooks.rotateSecret(made.id, {}),
      () => client.webhooks.test(made.id, { event_type: "batch.failed" }),
      () => client.webhooks.delete(made.id),
    ]) {
      await expect(gone()).rejects.toMatchObject({ status: 404 });
    }
    expect((await client.webhooks.eventTypes.list()).data).toContain("batch.completed");
  });

  it.each([
    ["plain HTTP", "http://example.com/hook"],
    ["this machine", "https://127.0.0.1/hook"],
    ["this machine by name", "https://localhost/hook"],
    ["this machine as a number", "https://2130706433/hook"],
    ["this machine in IPv6", "https://[::1]/hook"],
    ["a private address in IPv6", "https://[::ffff:10.0.0.1]/hook"],
    ["a private network", "https://192.168.1.1/hook"],
    ["a cloud's metadata", "https://169.254.169.254/latest"],
    ["a password", "https://me:secret@example.com/hook"],
    ["another protocol", "file:///etc/passwd"],
    ["no URL", "example"],
  ])("is refused where it is %s", async (_what, url) => {
    const refused = client.webhooks.create({ name: "x", url, event_types: ["batch.failed"] });
    await expect(refused).rejects.toMatchObject({ status: 400, param: "url" });
  });

  it("is refused with events that are none", async () => {
    const url = "https://example.com";
    const none = client.webhooks.create({ name: "x", url, event_types: [] });
    await expect(none).rejects.toMatchObject({ status: 400, code: "empty_array" });
    const unknown = client.webhooks.create({ name: "x", url, event_types: ["batch.done" as never] });
    await expect(unknown).rejects.toMatchObject({ status: 400, param: "event_types[0]" });
  });

  it("gets a sample when asked to, once", async () => {
    const { id, signing_secret } = await listen();
    listener.statuses.push(418);
    expect(await client.webhooks.test(id, { event_type: "batch.completed" })).toEqual({
      object: "webhook_endpoint.test",
      webhook_endpoint_id: id,
      event_type: "batch.completed",
      status_code: 418,
      success: true,
    });
    const [sample] = listener.received;
    const event = await client.webhooks.unwrap(sample?.body ?? "", sample?.headers as never, signing_secret);
    expect(event.type).toBe("batch.completed");
  });
});

describe("an event", () => {
  it("of a background response is told once it is complete, signed so that the client can verify it", async () => {
    const { signing_secret } = await listen(["response.completed", "response.cancelled"]);
    const { id } = await background();
    await expect.poll(() => listener.received.length, { timeout: 10_000 }).toBe(1);
    const [{ headers, body }] = listener.received as [ReceivedEvent];
    const event = await client.webhooks.unwrap(body, headers as never, signing_secret);
    expect(event).toEqual({
      id: expect.stringMatching(/^evt_/),
      object: "event",
      created_at: expect.any(Number),
      type: "response.completed",
      data: { id },
    });
    expect(headers["webhook-id"]).toMatch(/^wh_/);
    expect(headers["user-agent"]).toBe("OpenAI/1.0 (+https://platform.openai.com/docs/webhooks)");
    const forged = client.webhooks.unwrap(body.replace(id, "resp_1"), headers as never, signing_secret);
    await expect(forged).rejects.toThrow(InvalidWebhookSignatureError);
    expect((await client.responses.retrieve(id)).status).toBe("completed");
  });

  it("of a cancelled response is told; of what nobody asked for is not", async () => {
    await listen(["response.cancelled"]);
    await background();
    const gate = Promise.withResolvers<void>();
    const said = test.engine.script;
    test.engine.script = async function* (request, signal) {
      await gate.promise;
      yield* said(request, signal);
    };
    const { id } = await background();
    await client.responses.cancel(id);
    await expect.poll(() => listener.received.length, { timeout: 10_000 }).toBe(1);
    expect(JSON.parse(listener.received[0]?.body ?? "")).toMatchObject({
      type: "response.cancelled",
      data: { id },
    });
    gate.resolve();
    test.engine.script = said;
  });

  it("is repeated with the same id until it is taken; a redirect is no taking", async () => {
    await listen();
    listener.statuses.push(302);
    await background();
    const delivery = async () => (await test.store.webhooks.deliveries("proj_default", { limit: 1 }))[0];
    await expect.poll(async () => (await delivery())?.outcome, { timeout: 10_000 }).toBe("status 302");
    expect(await delivery()).toMatchObject({ status: "pending", attempts: 1 });
    await expect.poll(async () => (await delivery())?.status, { timeout: 50_000 }).toBe("delivered");
    expect(await delivery()).toMatchObject({ attempts: 2, outcome: "status 200", nextAttemptAt: undefined });
    expect(new Set(listener.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  });

  it("is kept with both secrets for a day after a rotation", async () => {
    const { id, signing_secret: old } = await listen();
    const rotated = await client.webhooks.rotateSecret(id, { keep_old_secret_active_for_24_hours: true });
    await background();
    await expect.poll(() => listener.received.length, { timeout: 10_000 }).toBe(1);
    const [{ headers, body }] = listener.received as [ReceivedEvent];
    for (const secret of [old, rotated.signing_secret]) {
      await expect(client.webhooks.unwrap(body, headers as never, secret)).resolves.toBeDefined();
    }
  });
});
