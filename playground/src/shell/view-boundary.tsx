import { Component, type ReactNode } from "react";
import { ErrorState } from "../components/error-state.tsx";
import { Dialog, DialogContent } from "../components/ui/dialog.tsx";
import { renewFailedParts } from "./lazy-part.tsx";

export interface ViewBoundaryProps {
  readonly children: ReactNode;
  /** Of a window: its failure is told in one, above the view, and ends with it. */
  readonly onClose?: () => void;
}

/** Keeps a view's failure to the view, and a window's to the window. */
export class ViewBoundary extends Component<ViewBoundaryProps, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override componentWillUnmount(): void {
    renewFailedParts();
  }

  readonly #retry = () => {
    renewFailedParts();
    this.setState({ error: undefined });
  };

  override render(): ReactNode {
    const { children, onClose } = this.props;
    if (this.state.error === undefined) return children;
    const failure = <ErrorState error={this.state.error} onRetry={this.#retry} />;
    if (onClose === undefined) return <div className="mx-auto max-w-2xl p-6">{failure}</div>;
    return (
      <Dialog open onOpenChange={(open) => !open && onClose()}>
        <DialogContent title="This cannot be shown">{failure}</DialogContent>
      </Dialog>
    );
  }
}
