import type { Resource } from "../api-environment.ts";

/**
 * What operators and their machines ask: `/healthz` (the process answers), `/readyz` (the models
 * do), `/metrics` for Prometheus.
 */
export const operations: Resource = (application, services) => {
  application.get("/healthz", (context) => context.json({ status: "ok" }));

  application.get("/readyz", (context) => {
    if (!services.running.accepting) return context.json({ status: "stopping" }, 503);
    const waiting = services.models
      .models()
      .filter(({ engine }) => engine.state !== "ready")
      .map(({ snapshot, engine }) => ({ model: snapshot, state: engine.state }));
    return waiting.length === 0
      ? context.json({ status: "ready" })
      : context.json({ status: "waiting", waiting }, 503);
  });

  application.get("/metrics", async (context) =>
    context.body(await services.metrics.text(), 200, { "content-type": services.metrics.contentType }),
  );
};
