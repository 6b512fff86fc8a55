import { FileUp, MessageSquare, Plus, Trash2 } from "lucide-react";
import { useMemo, useState } from "react";
import { useLocation } from "wouter";
import { draft } from "../chat/conversation.ts";
import { CopyButton } from "../components/copy-button.tsx";
import { Page } from "../components/page.tsx";
import { Button } from "../components/ui/button.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "../components/ui/card.tsx";
import { Field } from "../components/ui/field.tsx";
import { Input } from "../components/ui/input.tsx";
import { Textarea } from "../components/ui/textarea.tsx";
import { formatCount } from "../figures/format.ts";
import { SwitchSetting } from "../settings/switch-setting.tsx";
import { EMPTY_PARTS, type PromptDocument, type PromptParts, TEMPLATES, wrapPrompt } from "./wrap-prompt.ts";

/** Larger files go with a message as attachments, where they stay out of the page. */
const MAXIMUM_FILE_BYTES = 2_000_000;

/** Shown of the prompt; all of it is copied and taken to the chat. */
const PREVIEW_LENGTH = 20_000;

let kept: PromptParts = EMPTY_PARTS;

/** Builds a prompt the way GPT-4.1 wants long ones. */
export default function PromptsView() {
  const [parts, setParts] = useState(kept);
  const [fault, setFault] = useState<string>();
  const [, navigate] = useLocation();
  const change = (next: Partial<PromptParts>) => {
    kept = { ...parts, ...next };
    setParts(kept);
  };
  const changeDocument = (index: number, next: Partial<PromptDocument>) =>
    change({ documents: parts.documents.with(index, { ...parts.documents[index]!, ...next }) });
  const prompt = useMemo(() => wrapPrompt(parts), [parts]);

  const addFiles = async (files: readonly File[]) => {
    const large = files.find(({ size }) => size > MAXIMUM_FILE_BYTES);
    setFault(large && `${large.name} is large: attach it to a message in the chat instead.`);
    const documents = await Promise.all(
      files
        .filter(({ size }) => size <= MAXIMUM_FILE_BYTES)
        .map(async (file) => ({ title: file.name, text: await file.text() })),
    );
    change({ documents: [...parts.documents.filter(({ text }) => text.trim() !== ""), ...documents] });
  };
  return (
    <Page
      title="Prompt tools"
      description="Documents and rules in XML, with the instructions at both ends: what GPT-4.1 follows best over a long context."
      actions={TEMPLATES.map((template) => (
        <Button key={template.name} variant="outline" size="small" onClick={() => change(template.parts)}>
          {template.name}
        </Button>
      ))}
    >
      <div className="grid gap-4 lg:grid-cols-2">
        <div className="grid content-start gap-4">
          <Field label="Role">
            {(control) => (
              <Input
                {...control}
                placeholder="You read server logs…"
                value={parts.role}
                onChange={(event) => change({ role: event.target.value })}
              />
            )}
          </Field>
          <Field label="Rules" hint="One a line. Of two that contradict each other, the later is followed.">
            {(control) => (
              <Textarea
                {...control}
                className="max-h-60 min-h-24"
                value={parts.rules}
                onChange={(event) => change({ rules: event.target.value })}
              />
            )}
          </Field>
          <Field label="Question">
            {(control) => (
              <Textarea
                {...control}
                className="max-h-40"
                value={parts.question}
                onChange={(event) => change({ question: event.target.value })}
              />
            )}
          </Field>
          <SwitchSetting
            label="Answer only from the documents"
            hint="Says so, and what to answer where they do not hold it."
            checked={parts.onlyDocuments}
            onChange={(onlyDocuments) => change({ onlyDocuments })}
          />
          <SwitchSetting
            label="Instructions at both ends"
            checked={parts.bothEnds}
            onChange={(bothEnds) => change({ bothEnds })}
          />
          {parts.documents.map((document, index) => (
            <fieldset key={index} className="grid gap-2 rounded-xl border p-3">
              <legend className="px-1 text-[0.8125rem] font-medium">Document {index + 1}</legend>
              <div className="flex gap-2">
                <Input
                  aria-label={`Title of document ${index + 1}`}
                  placeholder="Title"
                  className="h-8"
                  value={document.title}
                  onChange={(event) => changeDocument(index, { title: event.target.value })}
                />
                <Button
                  variant="ghost"
                  size="icon-small"
                  aria-label={`Remove document ${index + 1}`}
                  onClick={() => change({ documents: parts.documents.toSpliced(index, 1) })}
                >
                  <Trash2 />
                </Button>
              </div>
              <Textarea
                aria-label={`Text of document ${index + 1}`}
                placeholder="Paste the text"
                className="max-h-60 min-h-20 font-mono text-xs"
                value={document.text}
                onChange={(event) => changeDocument(index, { text: event.target.value })}
              />
            </fieldset>
          ))}
          <div className="flex flex-wrap items-center gap-2">
            <Button
              variant="outline"
              size="small"
              onClick={() => change({ documents: [...parts.documents, { title: "", text: "" }] })}
            >
              <Plus /> Document
            </Button>
            <Button variant="outline" size="small" asChild>
              <label>
                <FileUp /> From files
                <input
                  type="file"
                  multiple
                  className="sr-only"
                  onChange={(event) => {
                    const files = [...(event.target.files ?? [])];
                    // So that the same file can be taken again.
                    event.target.value = "";
                    void addFiles(files);
                  }}
                />
              </label>
            </Button>
            {fault !== undefined && (
              <p role="alert" className="text-xs text-destructive">
                {fault}
              </p>
            )}
          </div>
        </div>
        <Card className="h-fit min-w-0 lg:sticky lg:top-0">
          <CardHeader className="items-center">
            <CardTitle className="grow">
              Prompt{" "}
              <span className="font-normal text-muted-foreground tabular-nums">
                {formatCount(prompt.length)} characters
              </span>
            </CardTitle>
            <CopyButton variant="outline" size="small" text={prompt} label="Copy the prompt">
              Copy
            </CopyButton>
            <Button
              size="small"
              disabled={prompt === ""}
              onClick={() => {
                draft.change({ text: prompt });
                navigate("/chat");
              }}
            >
              <MessageSquare /> To the chat
            </Button>
          </CardHeader>
          <CardContent>
            {prompt === "" ? (
              <p className="py-10 text-center text-[0.8125rem] text-muted-foreground">
                Take a template above, or fill in what you have: the prompt appears here.
              </p>
            ) : (
              <pre
                // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
                tabIndex={0}
                data-testid="prompt"
                className="max-h-[70dvh] overflow-auto rounded-lg border bg-code p-3 font-mono text-xs leading-relaxed whitespace-pre-wrap"
              >
                {prompt.slice(0, PREVIEW_LENGTH)}
                {prompt.length > PREVIEW_LENGTH && "\n…"}
              </pre>
            )}
          </CardContent>
        </Card>
      </div>
    </Page>
  );
}
