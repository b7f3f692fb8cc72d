import { ArrowDown } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ConversationItem } from '../hooks/conversation-item.ts';
import type { StickToBottom } from '../hooks/use-stick-to-bottom.ts';
import { MessageArticle } from './message-article.tsx';
import { Button } from './ui/button.tsx';

interface MessageLogProps {
  items: readonly ConversationItem[];
  agentName: string;
  showText: boolean;
  stick: StickToBottom;
  /** What stands after the messages. */
  children: ReactNode;
}

/** The conversation so far. Readers are told of it by the announcer, so the log itself is silent. */
export function MessageLog({ items, agentName, showText, stick, children }: MessageLogProps) {
  const { scroller, atBottom } = stick;

  function jump(): void {
    stick.jumpToBottom();
    stick.focus(); // the button that had the focus is gone now
  }

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller}
        role="log"
        aria-label="Conversation"
        aria-live="off"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- so that the keyboard can scroll it
        tabIndex={0}
        className={`flex-1 border-b ${atBottom ? 'border-transparent' : 'border-line'} overflow-x-hidden overflow-y-auto overscroll-contain outline-offset-[-3px]`}
      >
        <div className="px-5 pt-6 pb-10 md:px-8">
          {items.map(({ key, ...item }) => (
            <MessageArticle
              key={key}
              {...item}
              name={item.role === 'user' ? 'You' : agentName}
              showPartial={showText}
            />
          ))}
          {children}
        </div>
      </div>
      {!atBottom && (
        <Button
          look="outline"
          className="absolute bottom-3 left-1/2 -translate-x-1/2 bg-raised shadow-float"
          onClick={jump}
        >
          <ArrowDown aria-hidden="true" size={14} />
          Jump to latest
        </Button>
      )}
    </div>
  );
}
