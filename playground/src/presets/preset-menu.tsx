import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Bookmark, Link2, Save, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Runner } from "../chat/runner.ts";
import { ConfirmButton } from "../components/confirm-button.tsx";
import { CopyButton } from "../components/copy-button.tsx";
import { ErrorState } from "../components/error-state.tsx";
import { Button } from "../components/ui/button.tsx";
import { Input } from "../components/ui/input.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "../components/ui/popover.tsx";
import { Skeleton } from "../components/ui/skeleton.tsx";
import { Time } from "../figures/time.tsx";
import { presetContent } from "./preset.ts";
import { deletePreset, listPresets, PRESETS_KEY, presetLink, savePreset } from "./preset-requests.ts";

export interface PresetMenuProps {
  readonly runner: Runner;
  readonly onOpen: (id: string) => void;
}

/** Settings and messages saved on the server, to open, share and save. */
export function PresetMenu({ runner, onOpen }: PresetMenuProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button variant="ghost" size="small" aria-label="Presets">
          <Bookmark /> <span className="hidden sm:inline">Presets</span>
        </Button>
      </PopoverTrigger>
      <PopoverContent
        align="end"
        className="grid w-88 max-w-[calc(100vw-1rem)] grid-cols-1 gap-3"
        aria-label="Presets"
      >
        <SaveForm runner={runner} />
        <PresetList
          onOpen={(id) => {
            onOpen(id);
            setOpen(false);
          }}
        />
      </PopoverContent>
    </Popover>
  );
}

function SaveForm({ runner }: { runner: Runner }) {
  const [name, setName] = useState("");
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => {
      const { settings, turns } = runner.store.state();
      return savePreset(undefined, name.trim(), presetContent(settings, turns));
    },
    onSuccess: () => {
      setName("");
      return queries.invalidateQueries({ queryKey: PRESETS_KEY });
    },
  });
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <div className="flex gap-1.5">
        <Input
          aria-label="Name of the preset"
          placeholder="Save this conversation as…"
          className="h-8"
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" size="small" disabled={name.trim() === "" || save.isPending}>
          <Save /> Save
        </Button>
      </div>
      {save.isError && <ErrorState error={save.error} />}
    </form>
  );
}

function PresetList({ onOpen }: { onOpen: (id: string) => void }) {
  const queries = useQueryClient();
  const presets = useQuery({ queryKey: PRESETS_KEY, queryFn: ({ signal }) => listPresets(signal) });
  const remove = async (id: string) => {
    await deletePreset(id);
    await queries.invalidateQueries({ queryKey: PRESETS_KEY });
  };
  if (presets.isPending) return <Skeleton className="h-16" />;
  if (presets.isError) return <ErrorState error={presets.error} onRetry={() => void presets.refetch()} />;
  if (presets.data.length === 0) {
    return (
      <p className="py-2 text-center text-[0.8125rem] text-muted-foreground">
        No presets yet. Give the first one a name above; everybody who uses this server's project sees it.
      </p>
    );
  }
  return (
    <ul className="-mx-1 grid max-h-72 grid-cols-1 overflow-y-auto" aria-label="Saved presets">
      {presets.data.map(({ id, name, updated_at }) => (
        <li key={id} className="flex items-center gap-0.5 rounded-md pr-1 hover:bg-accent">
          <button type="button" className="min-w-0 grow px-2 py-1.5 text-left" onClick={() => onOpen(id)}>
            <span className="block truncate text-[0.8125rem] font-medium">{name}</span>
            <span className="text-xs text-muted-foreground">
              <Time seconds={updated_at} />
            </span>
          </button>
          <CopyButton text={presetLink(id)} label={`Copy the link to ${name}`} icon={Link2} />
          <ConfirmButton
            size="icon-tiny"
            aria-label={`Delete ${name}`}
            title="Delete this preset?"
            description={`${name} will be gone for everybody of this project, and links to it lead nowhere.`}
            act="Delete"
            onConfirm={() => remove(id)}
          >
            <Trash2 />
          </ConfirmButton>
        </li>
      ))}
    </ul>
  );
}
