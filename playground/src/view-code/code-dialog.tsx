import { useState } from "react";
import { describeBody } from "../attachments/compose-body.ts";
import { CopyButton } from "../components/copy-button.tsx";
import { Dialog, DialogContent } from "../components/ui/dialog.tsx";
import { Tabs, TabsList, TabsTrigger } from "../components/ui/tabs.tsx";
import { requestBody } from "../conversation/request-body.ts";
import type { Settings } from "../conversation/settings.ts";
import { attachmentsOf, type Turn } from "../conversation/turn.ts";
import { codeFor, LANGUAGES, type Language } from "./code.ts";

export interface CodeDialogProps {
  readonly turns: readonly Turn[];
  readonly settings: Settings;
  readonly onClose: () => void;
}

/** The exact request, as a program would send it. */
export default function CodeDialog({ turns, settings, onClose }: CodeDialogProps) {
  const [language, setLanguage] = useState<Language>("curl");
  const body = JSON.parse(
    describeBody(JSON.stringify(requestBody(turns, settings)), attachmentsOf(turns)),
  ) as Record<string, unknown>;
  const code = codeFor(language, { api: settings.api, body, baseUrl: `${location.origin}/v1` });
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title="View code"
        description="The request that Run sends, word for word."
        className="max-w-3xl"
      >
        <div className="flex items-center justify-between gap-2">
          <Tabs value={language} onValueChange={(value) => setLanguage(value as Language)}>
            <TabsList aria-label="Language">
              {Object.entries(LANGUAGES).map(([value, label]) => (
                <TabsTrigger key={value} value={value} aria-controls={undefined}>
                  {label}
                </TabsTrigger>
              ))}
            </TabsList>
          </Tabs>
          <CopyButton variant="outline" size="small" text={code} label="Copy the code">
            Copy
          </CopyButton>
        </div>
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
          tabIndex={0}
          className="max-h-[60dvh] min-h-40 overflow-auto rounded-lg border bg-code p-4 font-mono text-xs leading-relaxed"
        >
          {code}
        </pre>
      </DialogContent>
    </Dialog>
  );
}
