import { ArrowDown } from 'lucide-react';
import { useState } from 'react';
import type { ConversationItem } from '../messages/conversation-item.ts';
import { Button } from '../ui/button.tsx';

interface JumpToLatestButtonProps {
  items: readonly ConversationItem[];
  /** Whether a run is active. The final number of new messages is then not known. */
  isRunning: boolean;
  onJump: () => void;
}

/**
 * Scrolls to the end. The button is mounted when the person scrolls away from the end; it shows the number of messages
 * added since then.
 */
export function JumpToLatestButton({ items, isRunning, onJump }: JumpToLatestButtonProps) {
  const [lastKey] = useState(() => items.findLast(isComplete)?.key);
  const lastIndex = items.findIndex(({ key }) => key === lastKey);
  const messages = items.slice(lastIndex + 1).filter(isComplete).length;
  return (
    <Button
      look="outline"
      className="absolute bottom-3 left-1/2 -translate-x-1/2 bg-raised whitespace-nowrap shadow-float"
      onClick={onJump}
    >
      <ArrowDown aria-hidden="true" size={14} />
      <span>
        Jump to latest
        {!isRunning && messages > 0 && (
          <span className="tabular-nums">
            {` · ${messages.toLocaleString('en')} new message${messages === 1 ? '' : 's'}`}
          </span>
        )}
      </span>
    </Button>
  );
}

/** Whether a message is complete: not a draft that still grows. */
function isComplete({ draft }: ConversationItem): boolean {
  return draft === null;
}
