import { Component, Suspense, type ReactNode } from 'react';
import { Button } from './button.tsx';

interface LoadBoundaryProps {
  /** Shown until all has come that is inside. */
  waiting: ReactNode;
  /** It has no place of its own on the page, so that what is said of it lies above. */
  floats?: boolean;
  children: ReactNode;
}

/**
 * Holds what comes in a chunk of its own. A chunk does not come if the hub is gone, or has another version
 * now than the page: what is around this stays, and says what to do.
 */
export class LoadBoundary extends Component<LoadBoundaryProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    const { waiting, floats = false, children } = this.props;
    return this.state.failed ? (
      <NotLoaded floats={floats} />
    ) : (
      <Suspense fallback={waiting}>{children}</Suspense>
    );
  }
}

function NotLoaded({ floats }: { floats: boolean }) {
  const place = floats
    ? 'fixed inset-x-4 top-16 z-10 mx-auto max-w-measure rounded-card border border-line bg-raised shadow-float'
    : '';
  return (
    <div role="alert" className={`grid justify-items-start gap-3 p-6 ${place}`}>
      <p>
        This part of the page could not be loaded. Check that the server is running, then reload the page.
      </p>
      <Button look="outline" onClick={() => location.reload()}>
        Reload the page
      </Button>
    </div>
  );
}
