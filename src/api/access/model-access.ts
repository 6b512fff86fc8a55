import type { ServedModel } from "../../inference/index.ts";
import type { KeyPermissions, ModelPermissions, Store } from "../../store/index.ts";
import type { Clock } from "../clock.ts";
import { ApiError } from "../errors/api-error.ts";
import { modelNotFound } from "../errors/model-not-found.ts";
import { type Principal, projectOf } from "./principal.ts";
import { Remembered } from "./remembered.ts";

const MEMORY_MILLISECONDS = 1_000;

/** What permissions and limits need to know of a model. */
export type NamedModel = Pick<ServedModel, "snapshot" | "alias" | "tuned" | "ready">;

/** A model's own name: its snapshots, and what was tuned from it, share its limits and permissions. */
export const limitedName = (model: NamedModel): string =>
  model.alias ?? model.tuned?.base.replace(/-\d{4}-\d{2}-\d{2}$/, "") ?? model.snapshot;

/** Which models a project and its keys may ask. */
export class ModelAccess {
  readonly #store: Store;
  readonly #permissions: Remembered<ModelPermissions | undefined>;
  readonly #shared: Remembered<boolean>;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#permissions = new Remembered(clock, MEMORY_MILLISECONDS);
    this.#shared = new Remembered(clock, MEMORY_MILLISECONDS);
  }

  async allows(principal: Principal, model: NamedModel): Promise<boolean> {
    if (!(await this.isThere(principal, model))) return false;
    return isKeyAllowed(principal, model) && (await this.#isProjectAllowed(projectOf(principal), model));
  }

  /** Whether the caller's project knows of the model, be it allowed to ask it or not. */
  async isThere(principal: Principal, model: NamedModel): Promise<boolean> {
    return !(await this.#isForeign(projectOf(principal), model));
  }

  /** Throws an `ApiError` (404, 403) where the caller may not ask the model. */
  async require(principal: Principal, model: NamedModel, name: string): Promise<void> {
    if (!(await this.isThere(principal, model))) throw modelNotFound(name);
    if (!isKeyAllowed(principal, model)) throw noAccess("This API key", name);
    const project = projectOf(principal);
    if (!(await this.#isProjectAllowed(project, model))) throw noAccess(`Project \`${project}\``, name);
  }

  forget(): void {
    this.#permissions.clear();
    this.#shared.clear();
  }

  async #isProjectAllowed(project: string, model: NamedModel): Promise<boolean> {
    const permissions = await this.#permissions.get(project, () => this.#store.modelPermissions.get(project));
    if (permissions === undefined) return true;
    return isNamed(model, permissions.modelIds) === (permissions.mode === "allow_list");
  }

  /** Tuned models are not there for other projects, except those that an administrator lets them use. */
  async #isForeign(project: string, { snapshot, tuned }: NamedModel): Promise<boolean> {
    if (tuned === undefined || tuned.projectId === project) return false;
    const isPermitted = () => this.#store.checkpointPermissions.isPermitted(snapshot, project);
    return !(await this.#shared.get(JSON.stringify([snapshot, project]), isPermitted));
  }
}

function isKeyAllowed(principal: Principal, model: NamedModel): boolean {
  const models = modelsOf(principal);
  return models === "all" || isNamed(model, models);
}

function modelsOf(principal: Principal): KeyPermissions["models"] {
  if (principal.kind === "project-key") return principal.permissions.models;
  return principal.kind === "internal" ? principal.models : "all";
}

function isNamed(model: NamedModel, names: readonly string[]): boolean {
  return [model.snapshot, model.tuned?.base, limitedName(model)].some(
    (name) => name !== undefined && names.includes(name),
  );
}

function noAccess(whose: string, name: string): ApiError {
  return new ApiError({
    status: 403,
    type: "invalid_request_error",
    message: `${whose} does not have access to model \`${name}\``,
    code: "model_not_found",
  });
}
