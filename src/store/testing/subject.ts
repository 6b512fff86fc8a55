import { openStore, type Store, type StoreLocation, type StoreOptions } from "../index.ts";

/** The database that a conformance suite runs against. */
export interface Subject {
  /** Another store on the shared database, as another server would open it. */
  open(options?: StoreOptions): Promise<Store>;
  /** A database that nobody has opened before. */
  emptyLocation(): Promise<StoreLocation>;
}

export function subjectOf(shared: StoreLocation, emptyLocation: Subject["emptyLocation"]): Subject {
  return { open: (options) => openStore(shared, options), emptyLocation };
}
