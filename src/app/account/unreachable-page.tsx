import { RotateCw } from 'lucide-react';
import { Button } from '../ui/button.tsx';

interface UnreachablePageProps {
  /** Null while the hub is asked once more. */
  error: Error | null;
  onRetry: () => void;
}

/** The hub has not said yet who asks, so there is nothing that could be shown. */
export function UnreachablePage({ error, onRetry }: UnreachablePageProps) {
  return (
    <main className="grid min-h-dvh grid-cols-[minmax(0,36rem)] content-center justify-center gap-3 bg-paper p-6 text-center">
      <h1 className="font-serif text-title text-balance">The server is not available</h1>
      <output className="min-h-12 text-interface text-balance text-muted">
        {error ? error.message : 'Trying again'}
      </output>
      <Button look="outline" className="justify-self-center" onClick={onRetry}>
        <RotateCw aria-hidden="true" size={14} />
        Try again
      </Button>
    </main>
  );
}
