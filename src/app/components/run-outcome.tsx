import { RotateCw } from 'lucide-react';
import type { RunStatus } from '../../protocol/run.ts';
import { Button } from './ui/button.tsx';

const TITLES: Partial<Record<RunStatus, string>> = {
  failed: 'The run failed',
  expired: 'The run took too long',
  incomplete: 'The run ended before it was done',
};

const EXPLANATIONS: Partial<Record<RunStatus, string>> = {
  failed: 'The hub did not say why.',
  expired: 'The hub ended it at its time limit.',
  incomplete: 'The hub did not say why.',
};

interface RunOutcomeProps {
  status: RunStatus | null;
  /** What happened, in the words of the hub. */
  failure: string | null;
  /** Some message already says that the run was stopped. */
  stopIsMarked: boolean;
  onRetry: () => void;
}

/** How the newest run ended, where that is not plain from its messages. */
export function RunOutcome({ status, failure, stopIsMarked, onRetry }: RunOutcomeProps) {
  const title = status && TITLES[status];
  if (status === 'cancelled') {
    return (
      <div className="dialogue py-message">
        <p className="flex items-center gap-4">
          {!stopIsMarked && <span className="text-interface font-medium text-terracotta">Stopped</span>}
          <RetryButton onRetry={onRetry} />
        </p>
      </div>
    );
  }
  if (!title) return null;
  return (
    <div className="dialogue py-4">
      <section
        aria-label={title}
        className="flex flex-wrap items-center gap-x-6 gap-y-3 rounded-card border border-terracotta/35 bg-terracotta-wash px-5 py-4"
      >
        <div className="min-w-0 flex-1 basis-60">
          <p className="font-semibold text-terracotta">{title}</p>
          <p className="text-interface break-words">{failure ?? EXPLANATIONS[status]}</p>
        </div>
        <RetryButton onRetry={onRetry} />
      </section>
    </div>
  );
}

function RetryButton({ onRetry }: Pick<RunOutcomeProps, 'onRetry'>) {
  return (
    <Button look="outline" onClick={onRetry}>
      <RotateCw aria-hidden="true" size={14} />
      Retry
    </Button>
  );
}
