import { createHash, timingSafeEqual } from "node:crypto";
import {
  defaultProjectId,
  hashOfKey,
  type PresentedKey,
  type Project,
  type ProjectKey,
  type Store,
} from "../../store/index.ts";
import type { Clock } from "../clock.ts";
import { archivedProject, mismatchedProject, missingKey, wrongKey } from "./access-errors.ts";
import type { Principal } from "./principal.ts";
import { Remembered } from "./remembered.ts";

/** A revoked key works for so long at most on servers that did not revoke it themselves. */
const MEMORY_MILLISECONDS = 1_000;

/** `last_used_at` is true to the minute: more exact would cost a write for every request. */
const TOUCH_SECONDS = 60;

/** Keys that this program makes look like this; nothing else needs to be looked for. */
const OWN_KEY = /^sk-(admin|proj|svcacct)-[\w-]{48}$/;

export interface AccessOptions {
  readonly store: Store;
  /** Only this machine can reach the server. */
  readonly loopback: boolean;
  /** The key in the configuration. */
  readonly masterKey: string | undefined;
  readonly clock: Clock;
}

export interface Credentials {
  readonly key: string | undefined;
  /** The `OpenAI-Project` header. */
  readonly project: string | undefined;
}

/** Knows who is who. */
export class AccessControl {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #loopback: boolean;
  readonly #masterKey: Buffer | undefined;
  readonly #keys: Remembered<PresentedKey | undefined>;
  readonly #anyKey: Remembered<boolean>;
  readonly #projects: Remembered<Project | undefined>;
  readonly #orderedWith: Remembered<ProjectKey | undefined>;

  constructor({ store, clock, loopback, masterKey }: AccessOptions) {
    this.#store = store;
    this.#clock = clock;
    this.#loopback = loopback;
    this.#masterKey = masterKey === undefined ? undefined : digest(masterKey);
    this.#keys = new Remembered(clock, MEMORY_MILLISECONDS);
    this.#anyKey = new Remembered(clock, MEMORY_MILLISECONDS);
    this.#projects = new Remembered(clock, MEMORY_MILLISECONDS);
    this.#orderedWith = new Remembered(clock, MEMORY_MILLISECONDS);
  }

  /** Whether requests without a key are refused. Keys that come to be while the server runs count. */
  async demandsKey(): Promise<boolean> {
    if (!this.#loopback || this.#masterKey !== undefined) return true;
    return this.#anyKey.get("", () => this.#store.apiKeys.any());
  }

  /** Throws an `ApiError` (401) for nobody that is known here. */
  async identify({ key, project }: Credentials): Promise<Principal> {
    if (!(await this.demandsKey())) return { kind: "open", projectId: await this.#workplace(project) };
    if (key === undefined) throw missingKey();
    if (this.#isMasterKey(key)) return { kind: "master-key", projectId: await this.#workplace(project) };
    const presented = await this.#find(key);
    if (presented === undefined) throw wrongKey(key);
    if (presented.archived) throw archivedProject();
    const { key: known } = presented;
    if (known.kind === "admin") return { kind: "admin-key", keyId: known.id };
    const { id, projectId, serviceAccountId, permissions } = known;
    if (project !== undefined && project !== projectId) throw mismatchedProject();
    return { kind: "project-key", keyId: id, projectId, serviceAccountId, permissions };
  }

  /**
   * Whose work it is that was ordered earlier. It stays within what its key was made for, though that
   * may have been revoked meanwhile: to take a key away must not free its work of its bounds. Throws an
   * `ApiError` (401) where the project is archived: nobody could stop its work any more, or have what comes of it.
   */
  async ordered(projectId: string, keyId: string | undefined): Promise<Principal> {
    const project = await this.#projects.get(projectId, () => this.#store.projects.get(projectId));
    if (project?.archivedAt !== undefined) throw archivedProject();
    const fetch = () => this.#store.apiKeys.issued(projectId, keyId ?? "");
    const key = keyId === undefined ? undefined : await this.#orderedWith.get(`${projectId} ${keyId}`, fetch);
    const { serviceAccountId, permissions } = key ?? {};
    return { kind: "internal", projectId, keyId, serviceAccountId, models: permissions?.models ?? "all" };
  }

  /** What was known is asked for anew: to be called by whoever changes keys or projects. */
  forget(): void {
    this.#keys.clear();
    this.#anyKey.clear();
    this.#projects.clear();
  }

  #isMasterKey(key: string): boolean {
    // Digests are equally long whatever the key, so the comparison's time tells nothing.
    return this.#masterKey !== undefined && timingSafeEqual(digest(key), this.#masterKey);
  }

  async #find(value: string): Promise<PresentedKey | undefined> {
    if (!OWN_KEY.test(value)) return undefined;
    const hash = hashOfKey(value);
    const presented = await this.#keys.get(hash, () => this.#lookUp(hash));
    if (presented === undefined) {
      // Made in the next instant by another process, it works at once.
      this.#keys.forget(hash);
      return undefined;
    }
    const { expiresAt } = presented.key;
    return expiresAt !== undefined && expiresAt <= this.#seconds() ? undefined : presented;
  }

  async #lookUp(hash: string): Promise<PresentedKey | undefined> {
    const presented = await this.#store.apiKeys.find(hash);
    if (presented === undefined) return undefined;
    const now = this.#seconds();
    const { id, lastUsedAt } = presented.key;
    if (lastUsedAt === undefined || Math.abs(now - lastUsedAt) >= TOUCH_SECONDS) {
      await this.#store.apiKeys.touch(id, now);
    }
    return presented;
  }

  /**
   * Whoever is bound to no project may say in which one to work. A project that is not here is most
   * likely one of the hosted service, still named in some environment: it means the default one.
   */
  async #workplace(id: string | undefined): Promise<string> {
    if (id === undefined || id.length > 256) return defaultProjectId;
    const project = await this.#projects.get(id, () => this.#store.projects.get(id));
    return project !== undefined && project.archivedAt === undefined ? project.id : defaultProjectId;
  }

  #seconds(): number {
    return Math.floor(this.#clock.now() / 1000);
  }
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
