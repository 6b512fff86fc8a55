import { LogOut, Search } from "lucide-react";
import { Link, useLocation } from "wouter";
import { sessionKey, signOut } from "../api/session-key.ts";
import { classNames } from "../class-names.ts";
import { Button } from "../components/ui/button.tsx";
import { Kbd } from "../components/ui/kbd.tsx";
import { VIEWS, type View } from "../views.ts";
import { modifierKey } from "./modifier-key.ts";
import { ThemeButton } from "./theme-button.tsx";

export interface NavigationProps {
  readonly onSearch: () => void;
  /** A view was chosen. */
  readonly onNavigate?: () => void;
}

export function Navigation({ onSearch, onNavigate }: NavigationProps) {
  const groups = Map.groupBy(VIEWS, ({ group }) => group);
  return (
    <div className="flex h-full flex-col gap-3 p-3">
      <Link href="/chat" className="flex items-center gap-2 px-2 py-1" onClick={onNavigate}>
        <img src="/icon.svg" alt="" className="size-6" />
        <span className="font-semibold tracking-tight">Fourone</span>
      </Link>
      <Button
        variant="outline"
        size="small"
        className="justify-start font-normal text-muted-foreground"
        onClick={onSearch}
      >
        <Search />
        <span className="grow text-left">Go to…</span>
        <Kbd>{modifierKey}K</Kbd>
      </Button>
      <nav aria-label="Views" className="flex grow flex-col gap-4 overflow-y-auto">
        {[...groups].map(([group, views]) => (
          <div key={group} className="flex flex-col gap-0.5">
            <p className="px-2 pb-1 text-xs font-medium text-muted-foreground">{group}</p>
            {views.map((view) => (
              <NavigationLink key={view.path} view={view} onNavigate={onNavigate} />
            ))}
          </div>
        ))}
      </nav>
      <div className="flex items-center gap-1 border-t pt-2">
        <ThemeButton />
        {sessionKey() !== undefined && (
          <Button variant="ghost" size="small" onClick={signOut}>
            <LogOut /> Sign out
          </Button>
        )}
      </div>
    </div>
  );
}

function NavigationLink({ view, onNavigate }: { view: View; onNavigate: (() => void) | undefined }) {
  const [location] = useLocation();
  const current = location === view.path || location.startsWith(`${view.path}/`);
  const Icon = view.icon;
  return (
    <Link
      href={view.path}
      onClick={onNavigate}
      aria-current={current ? "page" : undefined}
      className={classNames(
        "flex h-8 items-center gap-2.5 rounded-md px-2 text-[0.8125rem] text-muted-foreground transition-colors hover:bg-accent hover:text-foreground",
        current && "bg-accent font-medium text-foreground",
      )}
    >
      <Icon aria-hidden className="size-4" />
      {view.title}
    </Link>
  );
}
