import { useQueryClient } from "@tanstack/react-query";
import { Columns3, MessageSquare, Trash2 } from "lucide-react";
import { Link } from "wouter";
import { type Comparison, compareLink } from "../compare/compare-link.ts";
import { ConfirmButton } from "../components/confirm-button.tsx";
import { Button } from "../components/ui/button.tsx";
import { deleteTunedModel } from "./job-requests.ts";

export interface ModelButtonsProps {
  readonly name: string;
  /** The snapshot that it was tuned from. */
  readonly base: string;
  /** What both are asked when they are compared. */
  readonly sample?: Pick<Comparison, "prompt" | "instructions"> | undefined;
}

/** What can be done with a tuned model. */
export function ModelButtons({ name, base, sample }: ModelButtonsProps) {
  const client = useQueryClient();
  return (
    <>
      <Button asChild variant="ghost" size="icon-small">
        <Link
          href={compareLink({ models: [base, name], ...sample })}
          aria-label={`Compare ${name} with its base`}
          title="Compare with its base"
        >
          <Columns3 />
        </Link>
      </Button>
      <Button asChild variant="ghost" size="icon-small">
        <Link href={chatLink(name)} aria-label={`Chat with ${name}`} title="Chat">
          <MessageSquare />
        </Link>
      </Button>
      <ConfirmButton
        aria-label={`Delete ${name}`}
        title="Delete this tuned model?"
        description={
          <>
            <span className="break-all">{name}</span> will be gone for good. Its base stays, and so do the
            other models of its job.
          </>
        }
        act="Delete"
        onConfirm={() => deleteTunedModel(client, name)}
      >
        <Trash2 />
      </ConfirmButton>
    </>
  );
}

/** Where the chat opens with this model. */
export function chatLink(model: string): string {
  return `/chat?model=${encodeURIComponent(model)}`;
}
