import { type ForkedChild, type ForkedChildEvents, forkChild } from "../../engine/index.ts";
import type { MessageFromTrainer, MessageToTrainer } from "../process/messages.ts";

/** A training process, as its client sees it. */
export type TrainerChild = ForkedChild<MessageToTrainer>;

export type TrainerChildEvents = ForkedChildEvents<MessageFromTrainer>;

export type StartTrainerChild = (events: TrainerChildEvents) => TrainerChild;

export const forkTrainerChild: StartTrainerChild = (events) =>
  forkChild("../process/main", import.meta.url, events);
