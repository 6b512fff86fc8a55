import type { MessageFromEngine, MessageToEngine } from "../process/messages.ts";
import { type ForkedChild, type ForkedChildEvents, forkChild } from "./fork-child.ts";

/** An engine process, as its client sees it. A message that is lost is sent again to the next one. */
export type EngineChild = ForkedChild<MessageToEngine>;

export type EngineChildEvents = ForkedChildEvents<MessageFromEngine>;

export type StartEngineChild = (events: EngineChildEvents) => EngineChild;

export const forkEngineChild: StartEngineChild = (events) =>
  forkChild("../process/main", import.meta.url, events);
