import { type LucideIcon, MessageSquare } from "lucide-react";
import { type ComponentType, type LazyExoticComponent, lazy } from "react";

export interface View {
  /** Of the address; what lies below it belongs to the view as well. */
  readonly path: string;
  readonly title: string;
  /** Words that the palette finds it by, besides its title. */
  readonly keywords: readonly string[];
  readonly group: "Playground" | "Dashboards";
  readonly icon: LucideIcon;
  /** Loaded when it is first shown. */
  readonly component: LazyExoticComponent<ComponentType>;
}

/** Everything there is to see. A new view is a folder of its own and an entry here. */
export const VIEWS: readonly View[] = [
  {
    path: "/chat",
    title: "Chat",
    keywords: ["prompt", "conversation", "tools", "schema"],
    group: "Playground",
    icon: MessageSquare,
    component: lazy(() => import("./chat/chat-view.tsx")),
  },
];
