import type { Project, Repositories } from "../../store/index.ts";
import { ApiError, invalidRequest } from "../errors/api-error.ts";

/** Ids are echoed, so they are cut. */
const MAXIMUM_ECHO = 128;

export function notFound(what: string, id: string): ApiError {
  return new ApiError({
    status: 404,
    type: "invalid_request_error",
    message: `No ${what} found with id '${id.slice(0, MAXIMUM_ECHO)}'.`,
    code: "not_found",
  });
}

/** The project, archived or not. Throws 404. */
export async function requireProject(repositories: Repositories, id: string): Promise<Project> {
  const project = await repositories.projects.get(id);
  if (project === undefined) throw notFound("project", id);
  return project;
}

/** The project, which must still be in use. Throws 404 or 400. */
export async function requireActiveProject(repositories: Repositories, id: string): Promise<Project> {
  const project = await requireProject(repositories, id);
  if (project.archivedAt !== undefined) {
    throw invalidRequest(
      `Project '${project.id}' is archived: archived projects cannot be used or updated.`,
      "project_id",
      "project_archived",
    );
  }
  return project;
}
