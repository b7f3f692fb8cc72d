import { ArrowDown } from 'lucide-react';
import { useState } from 'react';
import type { ConversationItem } from '../messages/conversation-item.ts';
import { Button } from '../ui/button.tsx';

interface JumpToLatestButtonProps {
  items: readonly ConversationItem[];
  /** A run is under way: it is not known yet how many messages are new. */
  isRunning: boolean;
  onJump: () => void;
}

/** Goes back to the end, and says how many messages are new since a person left it: since this is mounted. */
export function JumpToLatestButton({ items, isRunning, onJump }: JumpToLatestButtonProps) {
  const [lastKey] = useState(() => items.findLast(isWhole)?.key);
  const lastIndex = items.findIndex(({ key }) => key === lastKey);
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
        {!isRunning && messages > 0 && (
          <span className="tabular-nums">
            {` · ${messages.toLocaleString('en')} new message${messages === 1 ? '' : 's'}`}
          </span>
        )}
      </span>
    </Button>
  );
}

/** Whether it is all there: not a message that is still being said. */
function isWhole({ draft }: ConversationItem): boolean {
  return draft === null;
}
