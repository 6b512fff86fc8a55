import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fullPermissions, issueKey } from "../../../store/index.ts";
import { startTunedServer, type TunedServer } from "../testing/tuned-server.ts";

const actor = { kind: "session", userId: "u", address: undefined } as const;
const NAME = "ft:gpt-4.1-nano-2025-04-14:local:shared:aaaaaaaa";
const CHECKPOINT = `${NAME}:ckpt-step-4`;

describe("permissions of checkpoints", () => {
  let test: TunedServer;
  let admin: OpenAI;
  let friend: OpenAI;

  beforeAll(async () => {
    test = await startTunedServer({ apiKey: "master" });
    await test.addModel({ name: NAME });
    await test.addModel({ name: CHECKPOINT });
    const clientOf = (apiKey: string) =>
      new OpenAI({ baseURL: test.url, apiKey, adminAPIKey: apiKey, maxRetries: 0 });
    const key = await issueKey(test.store, { kind: "admin", name: "a" }, { now: Date.now(), actor });
    admin = clientOf(key.value);
    const projectId = "proj_friend";
    await test.store.projects.create({ id: projectId, name: "Friend", createdAt: 0 });
    const wanted = { kind: "project", projectId, name: "k", permissions: fullPermissions } as const;
    friend = clientOf((await issueKey(test.store, wanted, { now: Date.now(), actor })).value);
  });
  afterAll(() => test.close());

  const ask = (model: string) =>
    friend.chat.completions.create({ model, messages: [{ role: "user", content: "Hello" }] });
  const permissions = () => admin.fineTuning.checkpoints.permissions;

  it("let a project use just that model, until they are taken away", async () => {
    await expect(ask(CHECKPOINT)).rejects.toMatchObject({ status: 404, code: "model_not_found" });
    const made = await permissions().create(CHECKPOINT, { project_ids: ["proj_friend", "proj_friend"] });
    expect(made.data).toEqual([
      {
        id: expect.stringMatching(/^cp_/),
        object: "checkpoint.permission",
        created_at: expect.any(Number),
        project_id: "proj_friend",
      },
    ]);
    const { id } = made.data[0]!;
    expect((await permissions().create(CHECKPOINT, { project_ids: ["proj_friend"] })).data[0]?.id).toBe(id);

    expect((await ask(CHECKPOINT)).model).toBe(CHECKPOINT);
    expect((await friend.responses.create({ model: CHECKPOINT, input: "Hello" })).model).toBe(CHECKPOINT);
    const names = async () => (await friend.models.list()).data.map((model) => model.id);
    expect(await names()).toContain(CHECKPOINT);
    expect(await names()).not.toContain(NAME);
    await expect(ask(NAME)).rejects.toMatchObject({ status: 404 });
    // To use is not to own.
    await expect(friend.models.delete(CHECKPOINT)).rejects.toMatchObject({ status: 404 });

    expect(await permissions().delete(id, { fine_tuned_model_checkpoint: CHECKPOINT })).toEqual({
      id,
      object: "checkpoint.permission",
      deleted: true,
    });
    await expect(ask(CHECKPOINT)).rejects.toMatchObject({ status: 404 });
    expect(await names()).not.toContain(CHECKPOINT);
    const { data: logs } = await test.store.auditLogs.list({ limit: 10, resourceIds: [id] });
    expect(logs.map(({ type }) => type)).toEqual([
      "checkpoint.permission.deleted",
      "checkpoint.permission.created",
    ]);
  });

  it("are listed page by page, for one project too", async () => {
    for (const id of ["proj_a", "proj_b", "proj_c"]) {
      await test.store.projects.create({ id, name: id, createdAt: 0 });
      await permissions().create(NAME, { project_ids: [id] });
    }
    const projects = async (query: object) => {
      const found = [];
      for await (const each of permissions().list(NAME, query)) found.push(each.project_id);
      return found;
    };
    expect(await projects({ limit: 2 })).toEqual(["proj_c", "proj_b", "proj_a"]);
    expect(await projects({ limit: 1, order: "ascending" })).toEqual(["proj_a", "proj_b", "proj_c"]);
    expect(await projects({ project_id: "proj_b" })).toEqual(["proj_b"]);
  });

  it("are for administrators, projects and models that there are", async () => {
    const { permissions: theirs } = friend.fineTuning.checkpoints;
    await expect(theirs.create(NAME, { project_ids: ["proj_friend"] })).rejects.toMatchObject({
      status: 401,
    });
    await expect(theirs.list(NAME)).rejects.toMatchObject({ status: 401 });
    const refused = (model: string, body: object, error: object) =>
      expect(permissions().create(model, body as { project_ids: string[] })).rejects.toMatchObject(error);
    await refused(
      "ft:gpt-4.1-nano:none",
      { project_ids: ["proj_a"] },
      { status: 404, code: "model_not_found" },
    );
    await refused("gpt-4.1-nano", { project_ids: ["proj_a"] }, { status: 404 });
    await refused(NAME, { project_ids: ["proj_none"] }, { status: 404, code: "not_found" });
    await refused(NAME, { project_ids: [] }, { status: 400, param: "project_ids" });
    await refused(NAME, {}, { status: 400, param: "project_ids" });
    await refused(NAME, { project_ids: ["x".repeat(300)] }, { status: 400 });
    await expect(
      permissions().delete("cp_none", { fine_tuned_model_checkpoint: NAME }),
    ).rejects.toMatchObject({ status: 404 });
  });
});
