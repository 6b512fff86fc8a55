import {
  ChartColumn,
  Columns3,
  Cpu,
  FileCode2,
  Files,
  FlaskConical,
  GraduationCap,
  KeyRound,
  Layers,
  type LucideIcon,
  MemoryStick,
  MessageSquare,
  ScrollText,
} from "lucide-react";
import type { ComponentType } from "react";
import { lazyPart } from "./shell/lazy-part.tsx";

export interface View {
  /** Of the address; what lies below it belongs to the view as well. */
  readonly path: string;
  readonly title: string;
  /** Words that the palette finds it by, besides its title. */
  readonly keywords: readonly string[];
  readonly group: "Playground" | "Training" | "Dashboards";
  readonly icon: LucideIcon;
  /** Loaded when it is first shown. */
  readonly component: ComponentType;
}

/** Everything there is to see. A new view is a folder of its own and an entry here. */
export const VIEWS: readonly View[] = [
  {
    path: "/chat",
    title: "Chat",
    keywords: ["prompt", "conversation", "tools", "schema"],
    group: "Playground",
    icon: MessageSquare,
    component: lazyPart(() => import("./chat/chat-view.tsx")),
  },
  {
    path: "/compare",
    title: "Compare",
    keywords: ["models", "side by side", "cost", "speed"],
    group: "Playground",
    icon: Columns3,
    component: lazyPart(() => import("./compare/compare-view.tsx")),
  },
  {
    path: "/prompts",
    title: "Prompt tools",
    keywords: ["xml", "documents", "wrap", "template", "log"],
    group: "Playground",
    icon: FileCode2,
    component: lazyPart(() => import("./prompts/prompts-view.tsx")),
  },
  {
    path: "/fine-tuning",
    title: "Fine-tuning",
    keywords: ["train", "tune", "adapter", "lora", "dpo", "jobs"],
    group: "Training",
    icon: GraduationCap,
    component: lazyPart(() => import("./fine-tuning/fine-tuning-view.tsx")),
  },
  {
    path: "/distillation",
    title: "Distillation",
    keywords: ["teacher", "student", "stored", "train", "compare"],
    group: "Training",
    icon: FlaskConical,
    component: lazyPart(() => import("./distillation/distillation-view.tsx")),
  },
  {
    path: "/logs",
    title: "Logs",
    keywords: ["stored", "completions", "responses", "history", "search"],
    group: "Dashboards",
    icon: ScrollText,
    component: lazyPart(() => import("./logs/logs-view.tsx")),
  },
  {
    path: "/files",
    title: "Files",
    keywords: ["upload", "download"],
    group: "Dashboards",
    icon: Files,
    component: lazyPart(() => import("./files/files-view.tsx")),
  },
  {
    path: "/batches",
    title: "Batches",
    keywords: ["jsonl", "jobs"],
    group: "Dashboards",
    icon: Layers,
    component: lazyPart(() => import("./batches/batches-view.tsx")),
  },
  {
    path: "/usage",
    title: "Usage",
    keywords: ["costs", "tokens", "money", "spend"],
    group: "Dashboards",
    icon: ChartColumn,
    component: lazyPart(() => import("./usage/usage-view.tsx")),
  },
  {
    path: "/models",
    title: "Models",
    keywords: ["weights", "pull", "bind", "catalog"],
    group: "Dashboards",
    icon: MemoryStick,
    component: lazyPart(() => import("./machine/models-view.tsx")),
  },
  {
    path: "/keys",
    title: "Keys and limits",
    keywords: ["projects", "service accounts", "audit", "budget", "admin"],
    group: "Dashboards",
    icon: KeyRound,
    component: lazyPart(() => import("./keys/keys-view.tsx")),
  },
  {
    path: "/engine",
    title: "Engine",
    keywords: ["queue", "cache", "rates", "live"],
    group: "Dashboards",
    icon: Cpu,
    component: lazyPart(() => import("./engine/engine-view.tsx")),
  },
];
