import type { TrainingEvent } from "./training-event.ts";
import type { TrainingJob } from "./training-job.ts";

export type MessageToTrainer =
  | { readonly kind: "start"; readonly job: TrainingJob }
  | { readonly kind: "pause" }
  | { readonly kind: "resume" }
  /** Serving needs the cores, or no longer does. */
  | { readonly kind: "yield"; readonly busy: boolean }
  | { readonly kind: "cancel" }
  /** Save where it stands, and end. */
  | { readonly kind: "suspend" };

export interface MessageFromTrainer {
  readonly kind: "event";
  readonly event: TrainingEvent;
}
