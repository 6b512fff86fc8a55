import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";

const PRESET = { name: "Log reader", content: { settings: { model: "gpt-4.1-mini", temperature: 0 } } };

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.server.close(0));

const path = "/fourone/presets";
const json = async (response: Promise<Response>) =>
  (await (await response).json()) as Record<string, unknown>;
const get = (below = "") => json(fetch(`${server.url}${path}${below}`));

describe("presets", () => {
  it("are saved, listed without their content, changed and deleted", async () => {
    const made = await json(server.send(path, PRESET));
    expect(made).toMatchObject({ object: "fourone.preset", ...PRESET });
    expect(await get(`/${made.id}`)).toEqual(made);
    expect(await get()).toMatchObject({ data: [{ id: made.id, name: "Log reader" }] });
    expect(JSON.stringify(await get())).not.toContain("temperature");

    const changed = await json(server.send(`${path}/${made.id}`, { name: "New", content: {} }));
    expect(changed).toMatchObject({ id: made.id, name: "New", content: {} });
    const deleted = await fetch(`${server.url}${path}/${made.id}`, { method: "DELETE" });
    expect(await deleted.json()).toEqual({ id: made.id, object: "fourone.preset.deleted", deleted: true });
    expect(await get(`/${made.id}`)).toMatchObject({ error: { param: "preset_id" } });
  });

  it("are refused without a name, with an unknown field, and where they are too large", async () => {
    expect(await json(server.send(path, { ...PRESET, name: "" }))).toMatchObject({
      error: { param: "name" },
    });
    expect((await server.send(path, { ...PRESET, owner: "me" })).status).toBe(400);
    const large = await server.send(path, { ...PRESET, content: { text: "x".repeat(600_000) } });
    expect(large.status).toBe(413);
  });
});
