/** What files can be uploaded for. */
export const PURPOSES = [
  { value: "user_data", label: "User data" },
  { value: "batch", label: "Batch" },
  { value: "fine-tune", label: "Fine-tuning" },
  { value: "evals", label: "Evals" },
  { value: "vision", label: "Vision" },
] as const;

/** Of files that the server writes itself. */
export const WRITTEN_PURPOSES = [
  { value: "batch_output", label: "Batch output" },
  { value: "fine-tune-results", label: "Fine-tuning metrics" },
] as const;
