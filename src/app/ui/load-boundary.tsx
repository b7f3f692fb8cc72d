import { Component, Suspense, type ReactNode } from 'react';
import { Button } from './button.tsx';

interface LoadBoundaryProps {
  /** Shown until the children are loaded. */
  waiting: ReactNode;
  /** True if the children float above the page. An error message then floats, too. */
  floats?: boolean;
  children: ReactNode;
}

/**
 * A boundary around components that load with their own JavaScript chunk. A chunk fails to load if the server cannot be
 * reached or has been updated since the page was loaded. The boundary then tells the person to reload the page, and the
 * rest of the page stays.
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
