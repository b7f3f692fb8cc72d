import { RotateCw } from 'lucide-react';
import { Button } from '../ui/button.tsx';

interface UnreachablePageProps {
  /** Null during another attempt. */
  error: Error | null;
  onRetry: () => void;
}

/** Shown if the hub cannot be reached when the page opens. Nothing else can be shown until the hub answers. */
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
