/** The published types of @npmcli/config leave this file out. */
declare module "@npmcli/config/lib/definitions/index.js" {
  import type { Options } from "@npmcli/config";

  const npmDefinitions: Required<Pick<Options, "definitions" | "shorthands" | "flatten">>;
  export default npmDefinitions;
}
