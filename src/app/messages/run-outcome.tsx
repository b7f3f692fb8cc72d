import { RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import type { RunEnding } from '../../client/run-ending.ts';
import { discardedDraftsText, leftOutText } from '../../client/outcome-texts.ts';
import type { TurnOutcome } from './conversation-item.ts';
import { Button } from '../ui/button.tsx';

/** The outcome of a turn, and what a person can do about it. */
export interface RunOutcomeProps {
  outcome: TurnOutcome;
  /** Whether the message above already shows the title of the ending. */
  isMarked: boolean;
  /** Retries the run. Undefined except for the last turn of a conversation. */
  onRetry?: () => void;
}

/** Shows how the last run of a turn ended, if its messages do not show that. It stays when the next turn begins. */
export function RunOutcome({ outcome, isMarked, onRetry }: RunOutcomeProps) {
  const { discarded, leftOut, ending } = outcome;
  return (
    <>
      {leftOut > 0 && <LeftOut messages={leftOut} />}
      {discarded && (
        <div className="dialogue pb-2">
          <p className="text-caption text-muted">{discardedDraftsText(discarded)}</p>
        </div>
      )}
      {ending && (
        <Ending ending={ending} isMarked={isMarked}>
          {onRetry && (
            <Button look="outline" onClick={onRetry}>
              <RotateCw aria-hidden="true" size={14} />
              Retry
            </Button>
          )}
        </Ending>
      )}
    </>
  );
}

interface EndingProps {
  ending: RunEnding;
  isMarked: boolean;
  /** Buttons. */
  children: ReactNode;
}

function Ending({ ending: { kind, title, explanation }, isMarked, children }: EndingProps) {
  if (isMarked && !children) return null;
  if (isMarked || kind === 'stopped') {
    return (
      <div className="dialogue py-message">
        <p className="flex items-center gap-4">
          {!isMarked && <span className="text-interface font-medium text-terracotta">{title}</span>}
          {children}
        </p>
      </div>
    );
  }
  return (
    <div className="dialogue py-4">
      <section
        aria-label={title}
        className="flex flex-wrap items-center gap-x-6 gap-y-3 rounded-card border border-terracotta/35 bg-terracotta-wash px-5 py-4"
      >
        <div className="min-w-0 flex-1 basis-60">
          <p className="font-semibold text-terracotta">{title}</p>
          {explanation && <p className="text-interface break-words">{explanation}</p>}
        </div>
        {children}
      </section>
    </div>
  );
}

/** A note that the oldest messages were not sent to the model. */
function LeftOut({ messages }: { messages: number }) {
  return (
    <div className="dialogue pb-2">
      <p className="text-caption text-muted">{leftOutText(messages)}</p>
    </div>
  );
}
