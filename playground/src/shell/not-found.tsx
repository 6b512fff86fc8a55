import { Compass } from "lucide-react";
import { Link } from "wouter";
import { EmptyState } from "../components/empty-state.tsx";
import { Button } from "../components/ui/button.tsx";

export function NotFound() {
  return (
    <>
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        icon={Compass}
        title="There is no such view"
        action={
          <Button asChild>
            <Link href="/chat">Go to the chat</Link>
          </Button>
        }
      >
        The address may be mistyped, or from another version of this server.
      </EmptyState>
    </>
  );
}
