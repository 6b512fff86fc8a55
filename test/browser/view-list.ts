/** Every view, and a text that stands there when it has loaded. */
export const VIEW_LIST = [
  { path: "/chat", name: "chat", ready: "Chat" },
  { path: "/compare", name: "compare", ready: "Compare" },
  { path: "/prompts", name: "prompts", ready: "Prompt tools" },
  { path: "/fine-tuning", name: "fine-tuning", ready: "Fine-tuning" },
  { path: "/distillation", name: "distillation", ready: "Distillation" },
  { path: "/logs", name: "logs", ready: "Logs" },
  { path: "/files", name: "files", ready: "Files" },
  { path: "/batches", name: "batches", ready: "Batches" },
  { path: "/usage", name: "usage", ready: "Usage" },
  { path: "/models", name: "models", ready: "Models" },
  { path: "/keys", name: "keys", ready: "Keys and limits" },
  { path: "/engine", name: "engine", ready: "Engine" },
] as const;
