import { Button } from '../ui/button.tsx';

interface LoadProblemProps {
  error: Error;
  onRetry: () => void;
}

/** Shows why a part of the settings could not be loaded, with a button to retry. */
export function LoadProblem({ error, onRetry }: LoadProblemProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
      <p role="alert" className="text-terracotta">
        {error.message}
      </p>
      <Button look="outline" onClick={onRetry}>
        Try again
      </Button>
    </div>
  );
}
