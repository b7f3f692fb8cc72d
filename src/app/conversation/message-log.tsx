import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { loadRunOutcome } from '../messages/lazy-run-outcome.tsx';
import { loadActivityList } from '../activity/lazy-activity-list.tsx';
import { OpenLinesContext } from '../activity/open-lines.ts';
import { copySelection, loadCopying } from '../clipboard/copying.ts';
import type { ConversationItem } from '../messages/conversation-item.ts';
import type { EarlierMessages } from './use-earlier-messages.ts';
import { usePreference } from '../preferences/use-preferences.ts';
import type { StickToBottom } from '../browser/use-stick-to-bottom.ts';
import { EarlierMessagesButton } from './earlier-messages-button.tsx';
import { JumpToLatestButton } from './jump-to-latest-button.tsx';
import { CodeWrapContext } from '../markdown/view/code-wrap-context.ts';
import { loadMessageNotes } from '../messages/lazy-message-notes.tsx';
import { isMarkdownLoaded, loadMarkdown } from '../markdown/markdown.tsx';
import { MessageSkeleton } from '../messages/message-skeleton.tsx';
import { MessageList } from '../messages/message-list.tsx';

interface MessageLogProps {
  items: readonly ConversationItem[];
  /** Whether the first messages are still loading. */
  loading: boolean;
  /** The index of the first item of each loaded page. */
  pageStarts: readonly number[];
  earlier: EarlierMessages;
  nameOf: (assistantId: string | null) => string;
  showText: boolean;
  /** Whether a run is active. */
  isRunning: boolean;
  stick: StickToBottom;
  /** Shown after the messages. */
  children: ReactNode;
}

/** The messages of the conversation. The log is silent for screen readers, because the Announcer informs them. */
export function MessageLog(props: MessageLogProps) {
  const { items, loading, pageStarts, earlier, nameOf, showText, isRunning, stick, children } = props;
  const { scroller, atBottom } = stick;

  const [wraps, setWraps] = usePreference('wrapCode');
  const codeWrap = useMemo(() => ({ wraps, toggle: () => setWraps(!wraps) }), [wraps, setWraps]);

  const [openLines] = useState(() => new Set<string>());
  const isReady = useReplyCodeLoaded();
  // All messages of an opened thread appear together: those of the person wait until replies can be shown.
  const isWaiting = !isReady && items.some(({ role, draft }) => role === 'assistant' && draft === null);

  function jump(): void {
    stick.jumpToBottom();
    stick.focus(); // the button that had the focus has been removed
  }

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      {/* It has its own background, so that the browser does not paint the content again while it scrolls. */}
      <div
        ref={scroller}
        role="log"
        aria-label="Conversation"
        aria-live="off"
        data-wrap-code={wraps}
        aria-busy={isWaiting || loading}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- so that the keyboard can scroll it
        tabIndex={0}
        onCopy={(event) => copySelection(event.nativeEvent)}
        className={`flex-1 border-b bg-paper ${atBottom ? 'border-transparent' : 'border-line'} overflow-x-hidden overflow-y-auto overscroll-contain outline-offset-[-3px]`}
      >
        <div className="px-5 pt-6 pb-10 md:px-8">
          {isWaiting || loading ? (
            <MessageSkeleton />
          ) : (
            <>
              {earlier.exist && (
                <EarlierMessagesButton
                  earlier={earlier}
                  page={items[0]?.key ?? ''}
                  onFocusLost={stick.focus}
                />
              )}
              <CodeWrapContext value={codeWrap}>
                <OpenLinesContext value={openLines}>
                  <MessageList items={items} pageStarts={pageStarts} nameOf={nameOf} showPartial={showText} />
                </OpenLinesContext>
              </CodeWrapContext>
              {children}
            </>
          )}
        </div>
      </div>
      {!atBottom && <JumpToLatestButton items={items} isRunning={isRunning} onJump={jump} />}
    </div>
  );
}

/** Returns whether replies can be shown. Loads the code of the log: markdown, copying, notes, activities, outcomes. */
function useReplyCodeLoaded(): boolean {
  const [isLoaded, setLoaded] = useState(isMarkdownLoaded);
  useEffect(() => {
    if (!isLoaded)
      void Promise.all([
        loadMarkdown(),
        loadCopying(),
        loadActivityList(),
        loadMessageNotes(),
        loadRunOutcome(),
      ]).then(() => setLoaded(true));
  }, [isLoaded]);
  return isLoaded;
}
