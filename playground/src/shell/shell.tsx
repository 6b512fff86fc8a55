import { Menu } from "lucide-react";
import { Suspense, useEffect, useState } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { Button } from "../components/ui/button.tsx";
import { Dialog, DialogContent } from "../components/ui/dialog.tsx";
import { Spinner } from "../components/ui/spinner.tsx";
import { VIEWS } from "../views.ts";
import { lazyPart } from "./lazy-part.tsx";
import { Navigation } from "./navigation.tsx";
import { NotFound } from "./not-found.tsx";
import { ThemeButton } from "./theme-button.tsx";
import { ViewBoundary } from "./view-boundary.tsx";

const CommandPalette = lazyPart(() => import("./command-palette.tsx"));

/** Navigation at the side, or behind a button where the screen is narrow; the view beside it. */
export function Shell() {
  const [menuOpen, setMenuOpen] = useState(false);
  const [paletteOpen, setPaletteOpen] = useState(false);
  const [location] = useLocation();
  const view = VIEWS.find(({ path }) => location === path || location.startsWith(`${path}/`));

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setPaletteOpen((open) => !open);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);

  useEffect(() => {
    // The root leads on to the first view.
    const title = view?.title ?? (location === "/" ? undefined : "Not found");
    document.title = title === undefined ? "Fourone" : `${title} · Fourone`;
  }, [view, location]);

  const search = () => {
    setMenuOpen(false);
    setPaletteOpen(true);
  };
  return (
    <div className="flex h-dvh flex-col md:flex-row">
      <a
        href="#view"
        className="sr-only z-50 rounded-md bg-primary px-3 py-2 text-primary-foreground focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        Skip to the view
      </a>
      <aside className="hidden w-56 shrink-0 border-r bg-sidebar md:block">
        <Navigation onSearch={search} />
      </aside>
      <header className="flex h-12 shrink-0 items-center gap-2 border-b bg-sidebar px-2 md:hidden">
        <Dialog open={menuOpen} onOpenChange={setMenuOpen}>
          <Button variant="ghost" size="icon" aria-label="Menu" onClick={() => setMenuOpen(true)}>
            <Menu />
          </Button>
          <DialogContent title="Menu" titleHidden side="left" className="bg-sidebar p-0">
            <Navigation onSearch={search} onNavigate={() => setMenuOpen(false)} />
          </DialogContent>
        </Dialog>
        <span className="grow truncate font-semibold">{view?.title ?? "Fourone"}</span>
        <ThemeButton />
      </header>
      <main id="view" tabIndex={-1} className="min-h-0 min-w-0 grow outline-none">
        <ViewBoundary key={view?.path}>
          <Suspense fallback={<Loading />}>
            <Switch>
              <Route path="/">
                <Redirect to="/chat" replace />
              </Route>
              {VIEWS.map(({ path, component: Component }) => (
                <Route key={path} path={`${path}/*?`}>
                  <Component />
                </Route>
              ))}
              <Route>
                <NotFound />
              </Route>
            </Switch>
          </Suspense>
        </ViewBoundary>
      </main>
      {paletteOpen && (
        <ViewBoundary onClose={() => setPaletteOpen(false)}>
          <Suspense>
            <CommandPalette onClose={() => setPaletteOpen(false)} />
          </Suspense>
        </ViewBoundary>
      )}
    </div>
  );
}

function Loading() {
  return (
    <div className="flex h-full items-center justify-center">
      <Spinner label="Loading the view" />
    </div>
  );
}
