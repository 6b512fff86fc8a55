import type { Resource } from "../api-environment.ts";

const KEY_SCHEME = "ApiKey";

/** `GET /openapi.json`, from the same definitions that validate. To be added after all others. */
export const apiDescription: Resource = (application, services) => {
  application.openAPIRegistry.registerComponent("securitySchemes", KEY_SCHEME, {
    type: "http",
    scheme: "bearer",
    description: "Needed where the server was started with a key.",
  });
  let description: string | undefined;
  application.get("/openapi.json", (context) => {
    description ??= JSON.stringify(
      application.getOpenAPI31Document({
        openapi: "3.1.0",
        info: {
          title: "Fourone",
          version: services.version,
          description: "The OpenAI API for gpt-4.1, gpt-4.1-mini and gpt-4.1-nano, on machines you own.",
          license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
        },
        servers: [{ url: "/" }],
        security: [{}, { [KEY_SCHEME]: [] }],
      }),
    );
    return context.body(description, 200, { "content-type": "application/json" });
  });
};
