import { isDeepStrictEqual } from "node:util";
import type { Repositories, Store } from "../index.ts";
import { completion, message, response, usageRecord } from "./examples.ts";

/** Records of several rows whose whole content follows from their id: half of one can be told from all of it. */
const kinds = {
  completion: {
    write: (store: Store, id: string) => store.completions.create(completionOf(id)),
    async read(store: Store, id: string) {
      const { messages: _, ...expected } = completionOf(id);
      const stored = await store.completions.get(expected.projectId, id);
      if (!stored) return "absent";
      const page = { limit: 100, order: "asc" } as const;
      const messages = await store.completions.messages(expected.projectId, id, page);
      const listed = await store.completions.list(expected.projectId, { ...page, metadata: { id } });
      return whole(
        [stored, messages?.data.map((row) => row.message), listed.data.length],
        [expected, completionOf(id).messages, 1],
      );
    },
  },
  response: {
    write: (store: Store, id: string) =>
      store.transaction(async (repositories) => {
        await repositories.responses.create(responseOf(id));
        await repositories.responseEvents.append(id, eventsOf(id));
      }),
    async read(store: Store, id: string) {
      const { input, ...expected } = responseOf(id);
      const stored = await store.responses.get(expected.projectId, id);
      if (!stored) return "absent";
      const page = { limit: 100, order: "asc" } as const;
      const items = await store.responses.inputItems(expected.projectId, id, page);
      const events = await store.responseEvents.read(expected.projectId, id, { limit: 100 });
      return whole([stored, items?.data, events], [expected, input, eventsOf(id)]);
    },
  },
  conversation: {
    write: (store: Store, id: string) =>
      store.transaction(async ({ conversations }: Repositories) => {
        await conversations.create({ id, projectId, createdAt: 1, metadata: { id } }, itemsOf(id, "a"));
        await conversations.items.append(projectId, id, itemsOf(id, "b"));
      }),
    async read(store: Store, id: string) {
      const contents = await store.conversations.items.all(projectId, id);
      if (contents.kind === "missing") return "absent";
      const items = [...itemsOf(id, "a"), ...itemsOf(id, "b")];
      return whole([contents], [{ kind: "resolved", items }]);
    },
  },
  usage: {
    write: (store: Store, id: string) => store.usage.record([usageOf(id)], "soon"),
    async read(store: Store, id: string) {
      const { recordedAt } = usageOf(id);
      const from = recordedAt / 1000;
      const query = { projectIds: [id], from, until: from + 86_400, groupBy: [] };
      const found = await Promise.all(
        ([60, 3_600, 86_400] as const).map((width) => store.usage.sums({ ...query, width })),
      );
      const counts = found.map(([sum]) => sum?.requests ?? 0);
      return counts.every((count) => count === 0) ? "absent" : whole(counts, [1, 1, 1]);
    },
  },
} as const;

export type RecordKind = keyof typeof kinds;
export const recordKinds = Object.keys(kinds) as RecordKind[];

export async function writeWholeRecord(store: Store, kind: RecordKind, id: string): Promise<void> {
  await kinds[kind].write(store, id);
}

export function readWholeRecord(
  store: Store,
  kind: RecordKind,
  id: string,
): Promise<"absent" | "whole" | "half"> {
  return kinds[kind].read(store, id);
}

const projectId = "proj_default";
const whole = (actual: unknown, expected: unknown) =>
  isDeepStrictEqual(actual, expected) ? "whole" : "half";

const itemsOf = (id: string, part: string) =>
  [0, 1, 2].map((n) => message(`${id}_${part}${n}`, id.repeat(20)));
const eventsOf = (id: string) => [0, 1, 2].map((n) => ({ sequenceNumber: n, event: { id, n } }));
const responseOf = (id: string) =>
  response({ id, input: itemsOf(id, "in"), output: itemsOf(id, "out"), body: { id } });
const usageOf = (id: string) => usageRecord({ id, projectId: id, recordedAt: 1_750_032_000_000 });
const completionOf = (id: string) =>
  completion({ id, metadata: { id, x: "y" }, messages: itemsOf(id, "m"), response: { id } });
