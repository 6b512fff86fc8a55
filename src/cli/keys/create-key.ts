import type { Config } from "../../config/index.ts";
import { defaultProjectId, issueKey, type NewKey, openStore } from "../../store/index.ts";
import { storeLocation } from "../serve/store-location.ts";
import { terminalActor } from "./terminal-actor.ts";

export interface KeyFlags {
  readonly admin?: boolean;
  readonly project?: string;
  readonly readOnly?: boolean;
  readonly model?: readonly string[];
  readonly expires?: number;
}

const DAY_SECONDS = 86_400;

/** Makes the key; gives what to print. */
export async function createKey(config: Config, name: string, flags: KeyFlags): Promise<string> {
  const wanted = toNewKey(name, flags);
  const store = await openStore(storeLocation(config));
  try {
    if (wanted.kind === "project") {
      const project = await store.projects.get(wanted.projectId);
      if (project === undefined) throw new Error(`there is no project ${wanted.projectId}`);
      if (project.archivedAt !== undefined) throw new Error(`the project ${project.name} is archived`);
    }
    const { key, value } = await store.transaction((repositories) =>
      issueKey(repositories, wanted, { now: Date.now(), actor: terminalActor }),
    );
    return `${value}\n${key.name} (${key.id}). Keep it: it is not stored and cannot be shown again.\n`;
  } finally {
    await store.close();
  }
}

function toNewKey(name: string, { admin, project, readOnly, model, expires }: KeyFlags): NewKey {
  const common = {
    name,
    expiresInSeconds: expires === undefined ? undefined : Math.ceil(expires * DAY_SECONDS),
  };
  if (!admin) {
    const permissions = { access: readOnly ? "read-only" : "all", models: model ?? "all" } as const;
    return { ...common, kind: "project", projectId: project ?? defaultProjectId, permissions };
  }
  if (project !== undefined || readOnly || model !== undefined) {
    throw new Error("an admin key belongs to no project and has no permissions of its own to restrict");
  }
  return { ...common, kind: "admin" };
}
