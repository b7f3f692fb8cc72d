import { ArrowDown } from 'lucide-react';
import { useState } from 'react';
import type { ConversationItem } from '../hooks/conversation-item.ts';
import { useDeltaCount } from '../hooks/use-live-run.ts';
import { Button } from './ui/button.tsx';

interface JumpButtonProps {
  items: readonly ConversationItem[];
  /** The run that is under way; null if none is. */
  activeRunId: string | null;
  onJump: () => void;
}

/** Leads back to the end, and says how much has come since a person has left it: since this is there. */
export function JumpButton({ items, activeRunId, onJump }: JumpButtonProps) {
  const [left] = useState({ lastKey: items.findLast(isWhole)?.key, runId: activeRunId });
  const lastIndex = items.findIndex(({ key }) => key === left.lastKey);
  const messages = items.slice(lastIndex + 1).filter(isWhole).length;
  return (
    <Button
      look="outline"
      className="absolute bottom-3 left-1/2 -translate-x-1/2 bg-raised whitespace-nowrap shadow-float"
      onClick={onJump}
    >
      <ArrowDown aria-hidden="true" size={14} />
      <span>
        Jump to latest
        {activeRunId === null ? (
          <Count of={messages} noun="message" />
        ) : (
          <NewDeltas runId={activeRunId} fromStart={activeRunId !== left.runId} />
        )}
      </span>
    </Button>
  );
}

/** Whether it is all there: not a message that is still being said. */
function isWhole({ draft }: ConversationItem): boolean {
  return draft === null;
}

function NewDeltas({ runId, fromStart }: { runId: string; fromStart: boolean }) {
  const deltas = useDeltaCount(runId);
  const [before] = useState(fromStart ? 0 : deltas);
  return <Count of={deltas - before} noun="delta" />;
}

function Count({ of: count, noun }: { of: number; noun: string }) {
  if (count === 0) return null;
  return (
    <span className="tabular-nums">
      {` · ${count.toLocaleString('en')} new ${noun}${count === 1 ? '' : 's'}`}
    </span>
  );
}
