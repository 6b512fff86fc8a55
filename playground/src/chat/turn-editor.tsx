import { useState } from "react";
import { Button } from "../components/ui/button.tsx";
import { Textarea } from "../components/ui/textarea.tsx";

export interface TurnEditorProps {
  readonly author: string;
  readonly text: string;
  readonly onSave: (text: string) => void;
  readonly onRun: () => void;
  readonly onClose: () => void;
}

/** A turn's text while it is changed. */
export function TurnEditor({ author, text, onSave, onRun, onClose }: TurnEditorProps) {
  const [draft, setDraft] = useState(text);
  const save = () => {
    onSave(draft);
    onClose();
  };
  return (
    <div className="grid gap-2">
      <Textarea
        aria-label={`Edit the ${author} turn`}
        className="max-h-[50dvh]"
        autoFocus
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onClose();
          if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
            event.stopPropagation();
            save();
            onRun();
          }
        }}
      />
      <div className="flex gap-1.5">
        <Button
          size="small"
          onClick={() => {
            save();
            onRun();
          }}
        >
          Save and run
        </Button>
        <Button variant="outline" size="small" onClick={save}>
          Save
        </Button>
        <Button variant="ghost" size="small" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
