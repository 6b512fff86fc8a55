import { Component, type ReactNode } from "react";
import { ErrorState } from "../components/error-state.tsx";

/** Keeps a view's failure to the view. A part that cannot be loaded is mostly of an older build. */
export class ViewBoundary extends Component<{ readonly children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return (
      <div className="mx-auto max-w-2xl p-6">
        <ErrorState error={this.state.error} onRetry={() => location.reload()} />
      </div>
    );
  }
}
