import { Ellipsis } from 'lucide-react';
import { memo, useEffect, useRef } from 'react';
import { flushSync } from 'react-dom';
import { Link } from 'wouter';
import { useStore } from 'zustand';
import { timeWithoutHeading, timeInGroup } from './group-threads.ts';
import { lastActiveAt, threadTitle } from './thread-title.ts';
import { useRunStores } from '../runs/runs-context.ts';
import { useIsUnread } from './use-seen-threads.ts';
import { conversationOf, type Thread } from '../../protocol/thread.ts';
import { LazyHighlightedText } from '../ui/lazy-highlighted-text.tsx';
import { moveFocusAmongRows } from './row-navigation.ts';
import { preloadThreadMenu } from './lazy-thread-menu.tsx';
import type { OpenThreadMenu } from './thread-menu.tsx';
import { ThreadTitleField } from './thread-title-field.tsx';

export interface ThreadRowActions {
  /** Starts editing the title of a conversation; null ends the editing. */
  onEdit: (conversation: string | null) => void;
  onMenu: (menu: OpenThreadMenu) => void;
  onNavigate: (() => void) | undefined;
}

interface ThreadRowProps extends ThreadRowActions {
  thread: Thread;
  /** The start of today, in milliseconds since 1970. */
  today: number;
  /** The words of the search, which are highlighted. */
  words: readonly string[];
  /** The version of the conversation that the page shows; null if the page shows another conversation. */
  openVersion: string | null;
  isEdited: boolean;
  hasMenu: boolean;
}

/** One conversation in the list: a link and a menu button, or a field while its title is edited. */
export const ThreadRow = memo(function ThreadRow(props: ThreadRowProps) {
  const { thread, openVersion, isEdited, hasMenu, onEdit, onMenu } = props;
  const isOpen = openVersion !== null;
  const link = useRef<HTMLAnchorElement>(null);
  const title = threadTitle(thread);

  useEffect(() => {
    if (isOpen) link.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen]);

  function endEditing(givesFocusBack: boolean): void {
    flushSync(() => onEdit(null)); // so that the link is mounted again
    if (givesFocusBack) link.current?.focus();
  }

  if (isEdited) {
    return (
      <li>
        <ThreadTitleField thread={thread} onDone={endEditing} />
      </li>
    );
  }
  return (
    <li className="group/row relative">
      <RowLink {...props} ref={link} />
      <button
        type="button"
        aria-label={`Actions for ${title}`}
        aria-haspopup="menu"
        aria-expanded={hasMenu}
        onPointerEnter={preloadThreadMenu}
        onFocus={preloadThreadMenu}
        onClick={({ currentTarget }) => onMenu({ thread, button: currentTarget })}
        className="absolute top-1/2 right-1 flex size-7 -translate-y-1/2 items-center justify-center rounded-small text-muted hover:bg-line hover:text-ink focus-visible:opacity-100 aria-expanded:opacity-100 pointer-coarse:size-9 pointer-fine:opacity-0 pointer-fine:group-hover/row:opacity-100 pointer-fine:group-has-focus-visible/row:opacity-100 pointer-fine:aria-expanded:opacity-100"
      >
        <Ellipsis aria-hidden="true" size={16} />
      </button>
    </li>
  );
});

function RowLink(props: ThreadRowProps & { ref: React.RefObject<HTMLAnchorElement | null> }) {
  const { ref, thread, today, words, openVersion, onEdit, onNavigate } = props;
  const isOpen = openVersion !== null;
  const title = threadTitle(thread);
  const isUnread = useIsUnread(thread, isOpen);
  const timeOf = words.length > 0 ? timeWithoutHeading : timeInGroup;
  return (
    <Link
      ref={ref}
      href={`/threads/${openVersion ?? thread.id}`}
      data-thread={thread.id}
      aria-current={isOpen ? 'page' : undefined}
      onClick={onNavigate}
      onKeyDown={(event) => {
        if (event.key === 'F2') onEdit(conversationOf(thread));
        else moveFocusAmongRows(event);
      }}
      className={`flex min-h-row items-baseline gap-2 rounded-small py-1.5 pr-2 pl-3 text-interface transition-colors hover:bg-sunken aria-[current=page]:bar aria-[current=page]:bg-accent-wash pointer-coarse:pr-10 pointer-fine:group-hover/row:pr-9 pointer-fine:group-has-focus-visible/row:pr-9 pointer-fine:group-has-aria-expanded/row:pr-9 ${isUnread ? 'font-semibold' : ''}`}
    >
      <span className="min-w-0 flex-1">
        <span className="flex min-w-0 items-center gap-1.5">
          {isUnread && <span aria-hidden="true" className="dot" />}
          <span dir="auto" title={title} className="min-w-0 flex-1 self-baseline truncate text-start">
            <LazyHighlightedText text={title} words={words} />
          </span>
        </span>
        {thread.match && (
          <span dir="auto" className="mt-0.5 line-clamp-2 text-caption font-normal text-muted break-words">
            <LazyHighlightedText text={thread.match} words={words} />
          </span>
        )}
      </span>
      {isUnread && <span className="sr-only">Unread</span>}
      {thread.active_run_id ? (
        <RunCount runId={thread.active_run_id} />
      ) : (
        <time
          dateTime={new Date(lastActiveAt(thread) * 1000).toISOString()}
          className="shrink-0 text-caption font-normal text-muted tabular-nums pointer-coarse:hidden pointer-fine:group-hover/row:hidden pointer-fine:group-has-focus-visible/row:hidden pointer-fine:group-has-aria-expanded/row:hidden"
        >
          {timeOf(lastActiveAt(thread) * 1000, today)}
        </time>
      )}
    </Link>
  );
}

/**
 * The delta count of a run in the list. It uses the counts that the hub reports a few times a second, even for the run
 * that the page shows. Rendering with each commit, next to an animation, would make live text a quarter slower. Screen
 * readers announce only "Running", not the number.
 */
function RunCount({ runId }: { runId: string }) {
  const deltas = useStore(useRunStores().runProgress, (progress) => progress.deltas[runId] ?? 0);
  return (
    <span className="flex shrink-0 items-center gap-1.5 text-caption font-semibold text-accent">
      <span className="sr-only">Running</span>
      {deltas > 0 && (
        <span aria-hidden="true" className="tabular-nums">
          {deltas}
        </span>
      )}
      <span aria-hidden="true" className={`dot ${deltas === 0 ? 'animate-breathe' : ''}`} />
    </span>
  );
}
