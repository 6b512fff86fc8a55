import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useEffect } from "react";
import { useAccess } from "./api/session-key.ts";
import { TooltipProvider } from "./components/ui/tooltip.tsx";
import { queryClient } from "./query-client.ts";
import { Shell } from "./shell/shell.tsx";

const SignIn = lazy(() => import("./sign-in/sign-in.tsx"));

export function Application() {
  const access = useAccess();
  useEffect(() => {
    // What another key has seen is not for the next one.
    if (access.state === "refused") queryClient.clear();
  }, [access]);
  if (access.state === "refused") {
    return (
      <Suspense>
        <SignIn reason={access.message} />
      </Suspense>
    );
  }
  return (
    <QueryClientProvider client={queryClient}>
      <TooltipProvider delayDuration={300}>
        <Shell />
      </TooltipProvider>
    </QueryClientProvider>
  );
}
