import { Download, RotateCw } from "lucide-react";
import { useState } from "react";
import { CopyButton } from "../components/copy-button.tsx";
import { saveFile } from "../components/save-file.ts";
import { Button } from "../components/ui/button.tsx";
import { Dialog, DialogContent } from "../components/ui/dialog.tsx";
import { Select } from "../components/ui/select.tsx";
import { Tabs, TabsList, TabsTrigger } from "../components/ui/tabs.tsx";
import { isolated } from "../markdown/isolated.ts";
import { ArtifactFrame } from "./artifact-frame.tsx";
import type { ArtifactVersion } from "./artifact-versions.ts";

export interface ArtifactDialogProps {
  readonly versions: readonly ArtifactVersion[];
  /** Whose version is shown first. */
  readonly turnId: string;
  readonly onClose: () => void;
}

/** A page or script out of an answer: running, as source, in all its versions. */
export default function ArtifactDialog({ versions, turnId, onClose }: ArtifactDialogProps) {
  const [index, setIndex] = useState(() =>
    Math.max(
      0,
      versions.findIndex((each) => each.turnId === turnId),
    ),
  );
  const [tab, setTab] = useState<"preview" | "source">("preview");
  const [runs, setRuns] = useState(0);
  const version = versions[index];
  if (version === undefined) return null;
  const name = version.kind === "html" ? "page.html" : "script.js";
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={version.kind === "html" ? "Page" : "Script"}
        description="Runs sandboxed: it reaches neither the network nor this page."
        className="h-[92dvh] max-w-6xl"
      >
        <div className="flex flex-wrap items-center gap-2">
          <Tabs value={tab} onValueChange={(value) => setTab(value as typeof tab)}>
            <TabsList aria-label="Show as">
              <TabsTrigger value="preview" aria-controls={undefined}>
                Preview
              </TabsTrigger>
              <TabsTrigger value="source" aria-controls={undefined}>
                Source
              </TabsTrigger>
            </TabsList>
          </Tabs>
          {versions.length > 1 && (
            <Select
              aria-label="Version"
              className="w-40"
              value={index}
              onChange={(event) => setIndex(Number(event.target.value))}
            >
              {versions.map((each, number) => (
                <option key={each.turnId} value={number}>
                  Version {number + 1} of {versions.length}
                </option>
              ))}
            </Select>
          )}
          <span className="grow" />
          <Button variant="ghost" size="small" onClick={() => setRuns(runs + 1)}>
            <RotateCw /> Run again
          </Button>
          <CopyButton variant="ghost" size="small" text={version.source} label="Copy the source">
            Copy
          </CopyButton>
          <Button variant="outline" size="small" onClick={() => saveFile(name, version.source)}>
            <Download /> Download
          </Button>
        </div>
        <div className="min-h-0 grow">
          {tab === "preview" ? (
            <ArtifactFrame key={`${index} ${runs}`} artifact={version} />
          ) : (
            <pre
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
              tabIndex={0}
              className="size-full overflow-auto rounded-lg border bg-code p-4 font-mono text-xs leading-relaxed"
            >
              {isolated(version.source)}
            </pre>
          )}
        </div>
      </DialogContent>
    </Dialog>
  );
}
