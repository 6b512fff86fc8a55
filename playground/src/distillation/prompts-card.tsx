import { Loaded } from "../components/loaded.tsx";
import { Badge } from "../components/ui/badge.tsx";
import { Button } from "../components/ui/button.tsx";
import { Card } from "../components/ui/card.tsx";
import { formatShare } from "../figures/format.ts";
import { type ComparedPrompt, type Distillation, isUnderWay, type StudentAnswer } from "./distillation.ts";
import { useComparedPrompts } from "./distillation-requests.ts";

/** What was held out, with all answers to it side by side. */
export function PromptsCard({ distillation }: { readonly distillation: Distillation }) {
  const prompts = useComparedPrompts(distillation);
  return (
    <section aria-labelledby="held-out" className="grid grid-cols-1 gap-3">
      <h2 id="held-out" className="font-semibold">
        Held-out prompts
      </h2>
      <Loaded query={prompts}>
        {({ pages }) => (
          <>
            <ol className="grid grid-cols-1 gap-3">
              {pages
                .flatMap(({ data }) => data)
                .map((prompt) => (
                  <li key={prompt.id}>
                    <Answers compared={prompt} open={isUnderWay(distillation)} />
                  </li>
                ))}
            </ol>
            {prompts.hasNextPage && (
              <Button
                variant="ghost"
                size="small"
                className="justify-self-center"
                onClick={() => void prompts.fetchNextPage()}
              >
                Show more
              </Button>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}

function Answers({ compared, open }: { readonly compared: ComparedPrompt; readonly open: boolean }) {
  const { prompt, teacher, before, after } = compared;
  return (
    <Card className="overflow-hidden">
      <p dir="auto" className="border-b bg-muted/40 px-4 py-2.5 text-[0.8125rem] font-medium break-words">
        <span className="line-clamp-4">{prompt}</span>
      </p>
      <dl className="grid grid-cols-1 divide-y md:grid-cols-3 md:divide-x md:divide-y-0">
        <Answer who="Teacher" text={teacher} />
        <Answer who="Student before" text={textOf(before, open)} agreement={before} />
        <Answer who="Student after" text={textOf(after, open)} agreement={after} />
      </dl>
    </Card>
  );
}

function Answer(props: { who: string; text: string; agreement?: StudentAnswer | null }) {
  const { who, text, agreement } = props;
  return (
    <div className="min-w-0 px-4 py-3 text-[0.8125rem]">
      <dt className="mb-1 flex flex-wrap items-center justify-between gap-2 text-xs text-muted-foreground">
        {who}
        {agreement && (
          <Badge variant={agreement.exact_match ? "success" : "outline"}>
            {agreement.exact_match ? "the same" : `${formatShare(agreement.token_f1, 1)} of the words`}
          </Badge>
        )}
      </dt>
      <dd dir="auto" className="line-clamp-8 break-words whitespace-pre-wrap">
        {text}
      </dd>
    </div>
  );
}

function textOf(answer: StudentAnswer | null, open: boolean): string {
  if (answer === null) return open ? "not asked yet" : "not asked";
  return answer.answer ?? "no answer came";
}
