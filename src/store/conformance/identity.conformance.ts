import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fullPermissions, hashOfKey, issueKey, type Store } from "../index.ts";
import { freshId } from "../testing/examples.ts";
import type { Subject } from "../testing/subject.ts";
import { walkPages } from "../testing/walk-pages.ts";

const now = 1_750_000_000_000;
const seconds = now / 1000;
const actor = { kind: "session", userId: "user-x", address: undefined } as const;

export function identityConformance(subject: () => Subject): void {
  describe("projects, service accounts and keys", () => {
    let store: Store;
    beforeAll(async () => {
      store = await subject().open();
    });
    afterAll(() => store.close());

    const project = async (name = "p") => {
      const id = freshId("proj");
      await store.projects.create({ id, name, createdAt: seconds });
      return id;
    };
    const projectKey = (projectId: string, changes: { serviceAccountId?: string } = {}) =>
      issueKey(
        store,
        { kind: "project", projectId, name: "k", permissions: fullPermissions, ...changes },
        { now, actor },
      );

    it("begin with the default project", async () => {
      expect(await store.projects.get("proj_default")).toMatchObject({
        name: "Default project",
        archivedAt: undefined,
      });
    });

    it("rename and archive a project once", async () => {
      const id = await project("before");
      expect(await store.projects.rename(id, "after")).toMatchObject({ id, name: "after" });
      expect(await store.projects.archive(id, seconds)).toMatchObject({ archivedAt: seconds });
      expect(await store.projects.archive(id, seconds + 1)).toBeUndefined();
      expect(await store.projects.rename(id, "later")).toBeUndefined();
      expect(await store.projects.get(id)).toMatchObject({ name: "after", archivedAt: seconds });
    });

    it("list projects page by page, archived ones only when asked", async () => {
      const ids = [await project(), await project(), await project()];
      await store.projects.archive(ids[1]!, seconds);
      const walk = async (order: "asc" | "desc", includeArchived: boolean) => {
        const all = await walkPages(
          (after) => store.projects.list({ limit: 1, order, includeArchived, after }),
          ({ id }) => id,
        );
        return all.filter((id) => ids.includes(id));
      };
      expect(await walk("asc", true)).toEqual(ids);
      expect(await walk("desc", false)).toEqual([ids[2], ids[0]]);
      await expect(
        store.projects.list({ limit: 1, order: "asc", includeArchived: true, after: "proj_no" }),
      ).rejects.toMatchObject({ code: "cursor-not-found" });
    });

    it("find a key by its hash, and keep nothing that it could be made from", async () => {
      const projectId = await project();
      const { key, value } = await projectKey(projectId);
      expect(value).toMatch(/^sk-proj-[\w-]{48}$/);
      expect(key.redactedValue).toBe(`${value.slice(0, 11)}...${value.slice(-3)}`);
      expect(await store.apiKeys.find(hashOfKey(value))).toEqual({ key, archived: false });
      expect(await store.apiKeys.find(hashOfKey(`${value}x`))).toBeUndefined();
      expect(JSON.stringify(await store.apiKeys.all())).not.toContain(value.slice(8));
      await store.projects.archive(projectId, seconds);
      expect(await store.apiKeys.find(hashOfKey(value))).toMatchObject({ archived: true });
    });

    it("refuse keys and accounts for a project that is not there", async () => {
      await expect(projectKey("proj_nowhere")).rejects.toMatchObject({ code: "not-found" });
      const account = { id: freshId("svc"), projectId: "proj_nowhere", name: "", role: "member" } as const;
      await expect(store.serviceAccounts.create({ ...account, createdAt: seconds })).rejects.toMatchObject({
        code: "not-found",
      });
    });

    it("forget a revoked key at once, and walk on after it", async () => {
      const projectId = await project();
      const keys = [await projectKey(projectId), await projectKey(projectId), await projectKey(projectId)];
      const ids = keys.map(({ key }) => key.id);
      expect(await store.apiKeys.revoke(ids[1]!, seconds)).toMatchObject({ id: ids[1] });
      expect(await store.apiKeys.revoke(ids[1]!, seconds)).toBeUndefined();
      expect(await store.apiKeys.find(hashOfKey(keys[1]!.value))).toBeUndefined();
      expect(await store.apiKeys.getProjectKey(projectId, ids[1]!)).toBeUndefined();
      expect(await store.apiKeys.issued(projectId, ids[1]!)).toEqual(keys[1]!.key);
      expect(await store.apiKeys.issued(await project(), ids[1]!)).toBeUndefined();
      const list = async (after?: string) => {
        const page = await store.apiKeys.listProjectKeys(projectId, { limit: 9, order: "asc", after });
        return page.data.map(({ id }) => id);
      };
      expect(await list()).toEqual([ids[0], ids[2]]);
      expect(await list(ids[1])).toEqual([ids[2]]);
    });

    it("keep admin keys apart from those of projects", async () => {
      const { key, value } = await issueKey(store, { kind: "admin", name: "a" }, { now, actor });
      expect(value).toMatch(/^sk-admin-/);
      expect(await store.apiKeys.getAdminKey(key.id)).toEqual(key);
      expect(await store.apiKeys.getProjectKey("proj_default", key.id)).toBeUndefined();
      const { key: other } = await projectKey(await project());
      expect(await store.apiKeys.getAdminKey(other.id)).toBeUndefined();
      const admins = await store.apiKeys.listAdminKeys({ limit: 100, order: "desc" });
      expect(admins.data.every(({ kind }) => kind === "admin")).toBe(true);
      expect(admins.data[0]).toEqual(key);
    });

    it("remember when a key was last used", async () => {
      const { key } = await projectKey("proj_default");
      await store.apiKeys.touch(key.id, seconds + 60);
      expect(await store.apiKeys.getProjectKey("proj_default", key.id)).toMatchObject({
        lastUsedAt: seconds + 60,
      });
    });

    it("take an account's keys away with it, and hide it from other projects", async () => {
      const [projectId, other] = [await project(), await project()];
      const id = freshId("svc");
      const account = { id, projectId, name: "bot", role: "member", createdAt: seconds } as const;
      await store.serviceAccounts.create(account);
      const { value } = await projectKey(projectId, { serviceAccountId: id });
      expect(value).toMatch(/^sk-svcacct-/);
      expect(await store.serviceAccounts.get(other, id)).toBeUndefined();
      expect(await store.serviceAccounts.delete(other, id, seconds)).toBe(false);
      const change = { name: "robot", role: "owner" } as const;
      expect(await store.serviceAccounts.update(projectId, id, change)).toEqual({ ...account, ...change });
      expect(await store.serviceAccounts.update(projectId, id, { name: "droid" })).toMatchObject({
        name: "droid",
        role: "owner",
      });
      expect(await store.serviceAccounts.update(projectId, id, {})).toMatchObject({ name: "droid" });
      expect((await store.serviceAccounts.list(projectId, { limit: 1, order: "asc" })).data).toHaveLength(1);
      expect(await store.serviceAccounts.delete(projectId, id, seconds)).toBe(true);
      expect(await store.serviceAccounts.delete(projectId, id, seconds)).toBe(false);
      expect(await store.serviceAccounts.get(projectId, id)).toBeUndefined();
      expect(await store.apiKeys.find(hashOfKey(value))).toBeUndefined();
    });

    it("leave no key behind of an account that is deleted while the key is made", async () => {
      const projectId = await project();
      const id = freshId("svc");
      await store.serviceAccounts.create({ id, projectId, name: "bot", role: "member", createdAt: seconds });
      const deleted = store.transaction(async ({ serviceAccounts }) => {
        await serviceAccounts.delete(projectId, id, seconds);
        await delay(100);
      });
      await delay(20);
      const made = projectKey(projectId, { serviceAccountId: id });
      await expect(made).rejects.toMatchObject({ code: "not-found" });
      await deleted;
    });
  });
}
