import { FolderPlus } from "lucide-react";
import { requestJson } from "../api/request.ts";
import { NameDialog } from "./name-dialog.tsx";
import { PROJECTS, type Project } from "./organization.ts";

export function NewProject({ onCreated }: { readonly onCreated: (id: string) => void }) {
  return (
    <NameDialog
      variant="outline"
      trigger={
        <>
          <FolderPlus /> New project
        </>
      }
      title="New project"
      description="What its keys make belongs to the project alone: other projects do not see it."
      act="Create the project"
      onCreate={async (form) => {
        const project = await requestJson<Project>(PROJECTS, { body: { name: form.get("name") } });
        onCreated(project.id);
        return undefined;
      }}
    />
  );
}
