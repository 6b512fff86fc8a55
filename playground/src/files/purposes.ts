/** What files can be uploaded for. */
export const PURPOSES = [
  { value: "user_data", label: "User data" },
  { value: "batch", label: "Batch" },
  { value: "fine-tune", label: "Fine-tuning" },
  { value: "evals", label: "Evals" },
  { value: "vision", label: "Vision" },
] as const;
