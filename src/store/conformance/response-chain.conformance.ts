import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Item, Store } from "../index.ts";
import { freshId, message, response } from "../testing/examples.ts";
import type { Subject } from "../testing/subject.ts";

export function responseChainConformance(subject: () => Subject): void {
  describe("a chain of responses", () => {
    let store: Store;
    beforeAll(async () => {
      store = await subject().open();
    });
    afterAll(() => store.close());

    /** A chain whose n-th response holds items of its own, oldest first. */
    async function chain(length: number, status = "completed" as const) {
      const projectId = freshId("proj");
      const ids: string[] = [];
      const items: Item[] = [];
      for (let n = 0; n < length; n++) {
        const call = { id: `fc_${n}`, type: "function_call", call_id: `call_${n}`, arguments: "{}" };
        const result = { id: `fco_${n}`, type: "function_call_output", call_id: `call_${n - 1}` };
        const input = [message(`in_${n}`, "x"), result];
        const output = [message(`out_${n}`, "y"), call];
        const made = response({ projectId, status, previousResponseId: ids.at(-1), input, output });
        await store.responses.create(made);
        ids.push(made.id);
        items.push(...input, ...output);
      }
      return { projectId, ids, items };
    }

    it("gives all items in the order they were said, tool calls and their outputs included", async () => {
      const { projectId, ids, items } = await chain(4);
      expect(await store.responses.chain(projectId, ids[3]!)).toEqual({
        kind: "resolved",
        responses: ids.map((id) => ({ id, status: "completed" })),
        items,
      });
      const upToSecond = await store.responses.chain(projectId, ids[1]!);
      expect(upToSecond).toMatchObject({ items: items.slice(0, 8) });
    });

    it("names the ancestor that was deleted", async () => {
      const { projectId, ids } = await chain(4);
      await store.responses.delete(projectId, ids[1]!);
      expect(await store.responses.chain(projectId, ids[3]!)).toEqual({
        kind: "missing",
        responseId: ids[1],
      });
      expect(await store.responses.chain(projectId, ids[0]!)).toMatchObject({ kind: "resolved" });
    });

    it("does not reach into another project", async () => {
      const { ids } = await chain(1);
      const stranger = response({ projectId: freshId("proj"), previousResponseId: ids[0] });
      await store.responses.create(stranger);
      expect(await store.responses.chain(stranger.projectId, stranger.id)).toEqual({
        kind: "missing",
        responseId: ids[0],
      });
    });

    it("is refused when it is longer or larger than allowed", async () => {
      const { projectId, ids, items } = await chain(3);
      const bytes = Buffer.byteLength(items.map((item) => JSON.stringify(item)).join(""));
      const limits = { maximumResponses: 3, maximumBytes: bytes };
      const tip = ids[2]!;
      expect(await store.responses.chain(projectId, tip, limits)).toMatchObject({ kind: "resolved" });
      for (const tighter of [{ maximumResponses: 2 }, { maximumBytes: bytes - 1 }]) {
        expect(await store.responses.chain(projectId, tip, { ...limits, ...tighter })).toEqual({
          kind: "too-large",
        });
      }
    });

    it("counts the output that replaced another one", async () => {
      const { projectId, ids } = await chain(1);
      const change = { status: "completed", body: {}, output: [message("m", "x".repeat(5_000))] } as const;
      await store.responses.update(projectId, ids[0]!, change, ["completed"]);
      const limits = { maximumResponses: 9, maximumBytes: 5_000 };
      expect(await store.responses.chain(projectId, ids[0]!, limits)).toEqual({ kind: "too-large" });
    });

    it("ends where it runs in a circle", async () => {
      const [first, second] = [freshId("resp"), freshId("resp")];
      await store.responses.create(response({ id: first, previousResponseId: second }));
      await store.responses.create(response({ id: second, previousResponseId: first }));
      expect(await store.responses.chain("proj_default", first)).toEqual({ kind: "too-large" });
    });

    it("resolves a thousand turns", async () => {
      const projectId = freshId("proj");
      let tip: string | undefined;
      await store.transaction(async ({ responses }) => {
        for (let n = 0; n < 1_000; n++) {
          const next = response({ projectId, previousResponseId: tip, input: [message(`m${n}`, "")] });
          await responses.create(next);
          tip = next.id;
        }
      });
      const resolved = await store.responses.chain(projectId, tip!);
      if (resolved.kind !== "resolved") throw new Error(resolved.kind);
      expect(resolved.items.map(({ id }) => id)).toEqual(Array.from({ length: 1_000 }, (_, n) => `m${n}`));
    });
  });
}
