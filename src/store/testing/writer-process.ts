/**
 * Run as a process of its own: writes whole records, and says of each on standard output when it begins and when the
 * store has acknowledged it. Arguments: the store's location as JSON, a prefix for ids, how many records.
 */
import { writeSync } from "node:fs";
import { openStore, type StoreLocation } from "../index.ts";
import { recordKinds, writeWholeRecord } from "./whole-record.ts";

const [location, prefix, count] = process.argv.slice(2);
const store = await openStore(JSON.parse(location!) as StoreLocation, { busyTimeout: 30_000 });
for (let n = 0; n < Number(count); n++) {
  const kind = recordKinds[n % recordKinds.length]!;
  const id = `${prefix}_${n}`;
  // Synchronous: what was said before the process is killed has been said.
  writeSync(1, `begun ${kind} ${id}\n`);
  await writeWholeRecord(store, kind, id);
  writeSync(1, `acknowledged ${kind} ${id}\n`);
}
await store.close();
writeSync(1, "finished\n");
