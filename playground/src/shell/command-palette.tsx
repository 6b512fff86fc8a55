import { Command } from "cmdk";
import { Monitor, Moon, Sun } from "lucide-react";
import type { ReactNode } from "react";
import { useLocation } from "wouter";
import { Dialog, DialogContent } from "../components/ui/dialog.tsx";
import { VIEWS } from "../views.ts";
import { chooseTheme, type Theme } from "./theme.ts";

const THEMES: readonly { theme: Theme; label: string; icon: typeof Sun }[] = [
  { theme: "light", label: "Light colours", icon: Sun },
  { theme: "dark", label: "Dark colours", icon: Moon },
  { theme: "system", label: "Colours of the system", icon: Monitor },
];

/** Every view and a few acts, found by typing. */
export default function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const [, navigate] = useLocation();
  const then = (act: () => void) => () => {
    act();
    onClose();
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title="Go to a view" titleHidden className="top-[12dvh] translate-y-0 p-0">
        <Command label="Go to a view" className="flex max-h-96 flex-col">
          <Command.Input
            placeholder="Go to a view or change something…"
            className="h-12 shrink-0 border-b bg-transparent px-4 text-sm outline-none placeholder:text-muted-foreground"
          />
          <Command.List className="overflow-y-auto p-1.5">
            <Command.Empty className="p-6 text-center text-muted-foreground">
              Nothing by that name.
            </Command.Empty>
            <Group heading="Views">
              {VIEWS.map(({ path, title, keywords, icon: Icon }) => (
                <Entry key={path} keywords={keywords} onSelect={then(() => navigate(path))}>
                  <Icon aria-hidden /> {title}
                </Entry>
              ))}
            </Group>
            <Group heading="Colours">
              {THEMES.map(({ theme, label, icon: Icon }) => (
                <Entry key={theme} keywords={["theme"]} onSelect={then(() => chooseTheme(theme))}>
                  <Icon aria-hidden /> {label}
                </Entry>
              ))}
            </Group>
          </Command.List>
        </Command>
      </DialogContent>
    </Dialog>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted-foreground"
    >
      {children}
    </Command.Group>
  );
}

function Entry(props: { keywords: readonly string[]; onSelect: () => void; children: ReactNode }) {
  return (
    <Command.Item
      keywords={[...props.keywords]}
      onSelect={props.onSelect}
      className="flex cursor-pointer items-center gap-2.5 rounded-md px-2 py-2 data-[selected=true]:bg-accent [&_svg]:size-4 [&_svg]:text-muted-foreground"
    >
      {props.children}
    </Command.Item>
  );
}
