import { Cpu } from "lucide-react";
import { EmptyState } from "../components/empty-state.tsx";
import { ErrorState } from "../components/error-state.tsx";
import { LiveBadge } from "../components/live-badge.tsx";
import { Page } from "../components/page.tsx";
import { Card } from "../components/ui/card.tsx";
import { Spinner } from "../components/ui/spinner.tsx";
import { useEngines } from "./engine.ts";
import { EnginePanel } from "./engine-panel.tsx";

export default function EngineView() {
  const { readings, error } = useEngines();
  const engines = readings.at(-1)?.engines;
  return (
    <Page
      title="Engine"
      description="What the loaded weights do at this moment."
      actions={engines && error === undefined ? <LiveBadge /> : undefined}
    >
      {error !== undefined && <ErrorState error={error} />}
      {engines === undefined && error === undefined && <Spinner label="Asking the engines" />}
      {engines?.length === 0 && (
        <Card>
          <EmptyState icon={Cpu} title="No engine is loaded">
            Bind a model to weights under Models, then start the server again.
          </EmptyState>
        </Card>
      )}
      {engines?.map((engine) => (
        <EnginePanel key={engine.id} engine={engine} readings={readings} />
      ))}
    </Page>
  );
}
