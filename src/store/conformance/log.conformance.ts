import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LogQuery, Store } from "../index.ts";
import { completion, freshId, message, response } from "../testing/examples.ts";
import type { Subject } from "../testing/subject.ts";

export function logConformance(subject: () => Subject): void {
  describe("the log of stored answers", () => {
    let store: Store;
    beforeAll(async () => {
      store = await subject().open();
    });
    afterAll(() => store.close());

    const idsOf = async (projectId: string, query: Partial<LogQuery> = {}) => {
      const page = await store.log.list(projectId, { limit: 100, order: "desc", ...query });
      return page.data.map(({ id }) => id);
    };
    const complete = async (projectId: string, changes: Parameters<typeof completion>[0]) => {
      const made = completion({ projectId, ...changes });
      await store.completions.create(made);
      return made.id;
    };
    const respond = async (projectId: string, changes: Parameters<typeof response>[0]) => {
      const made = response({ projectId, ...changes });
      await store.responses.create(made);
      return made.id;
    };

    it("holds both kinds, the newest first, page after page", async () => {
      const projectId = freshId("proj");
      const ids: string[] = [];
      for (let second = 0; second < 6; second++) {
        const make = second % 2 === 0 ? complete : respond;
        ids.unshift(await make(projectId, { createdAt: 1_750_000_000 + second }));
      }
      expect(await idsOf(projectId)).toEqual(ids);
      const first = await store.log.list(projectId, { limit: 4, order: "desc" });
      expect(first.hasMore).toBe(true);
      expect(await idsOf(projectId, { after: first.data.at(-1)?.id })).toEqual(ids.slice(4));
      expect(await idsOf(freshId("proj"))).toEqual([]);
      await expect(idsOf(projectId, { after: "resp_none" })).rejects.toMatchObject({
        code: "cursor-not-found",
      });
    });

    it("is filtered by kind, model, status and metadata, exactly", async () => {
      const projectId = freshId("proj");
      const old = await complete(projectId, { createdAt: 1, model: "a", metadata: { run: "1" } });
      const body = { model: "a", metadata: { run: "1", 'odd "key': "\u0000" } };
      const made = await respond(projectId, { createdAt: 2, body });
      const failed = await respond(projectId, { createdAt: 3, status: "failed", body: { model: "b" } });
      expect(await idsOf(projectId, { kind: "completion" })).toEqual([old]);
      expect(await idsOf(projectId, { kind: "response" })).toEqual([failed, made]);
      expect(await idsOf(projectId, { model: "a" })).toEqual([made, old]);
      expect(await idsOf(projectId, { status: "failed" })).toEqual([failed]);
      expect(await idsOf(projectId, { metadata: { run: "1" } })).toEqual([made, old]);
      expect(await idsOf(projectId, { metadata: { 'odd "key': "\u0000" } })).toEqual([made]);
      expect(await idsOf(projectId, { metadata: { run: "%" } })).toEqual([]);
    });

    it("is searched for text that was sent or answered, whatever its characters and case", async () => {
      const projectId = freshId("proj");
      const sent = await complete(projectId, {
        createdAt: 1,
        messages: [{ role: "user", content: 'Tea at "Five", 100%\n' }],
      });
      const answered = await complete(projectId, {
        createdAt: 2,
        response: { choices: [{ message: { content: "A cup of tea_" } }] },
      });
      const item = await respond(projectId, { createdAt: 3, input: [message(freshId("msg"), "green TEA")] });
      expect(await idsOf(projectId, { text: "tea" })).toEqual([item, answered, sent]);
      expect(await idsOf(projectId, { text: '"five", 100%\n' })).toEqual([sent]);
      expect(await idsOf(projectId, { text: "tea_" })).toEqual([answered]);
      expect(await idsOf(projectId, { text: "!" })).toEqual([]);
    });

    it("shows the beginning of what was sent last, however long it is", async () => {
      const projectId = freshId("proj");
      const long = "log ".repeat(100_000);
      await complete(projectId, {
        messages: [
          { role: "user", content: "first" },
          { role: "user", content: long },
        ],
      });
      const [entry] = (await store.log.list(projectId, { limit: 1, order: "desc" })).data;
      expect(entry?.inputHead).toHaveLength(2_000);
      expect(entry?.inputHead).toContain("log log");
      await respond(projectId, { createdAt: 1_760_000_000 });
      const [empty] = (await store.log.list(projectId, { limit: 1, order: "desc" })).data;
      expect(empty?.inputHead).toBeUndefined();
    });
  });
}
