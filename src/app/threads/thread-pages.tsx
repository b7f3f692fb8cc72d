import { useMemo } from 'react';
import { groupThreads } from './group-threads.ts';
import { useStartOfDay } from '../browser/use-start-of-day.ts';
import type { LoadedThreads } from './use-threads.ts';
import { searchWords } from '../../protocol/search-words.ts';
import { conversationOf, isVersionOf, type Thread } from '../../protocol/thread.ts';
import { ThreadRow, type ThreadRowActions } from './thread-row.tsx';
import { Button } from '../ui/button.tsx';
import { NearViewport } from '../ui/near-viewport.tsx';

/** The distance from the visible part at which the next page is loaded. */
const AHEAD = '0px 0px 600px 0px';
/** Widths of the titles in the skeleton, in percent of the row. */
const SKELETON_WIDTHS = [62, 84, 47, 71, 55, 78];

interface ThreadPagesProps extends ThreadRowActions {
  /** The search text; empty if all threads are listed. */
  search: string;
  list: LoadedThreads;
  openId: string | null;
  /** The conversation whose title is being edited; null if there is none. */
  editedId: string | null;
  /** The conversation whose menu is open; null if there is none. */
  menuId: string | null;
}

/** The loaded threads, grouped by day or as the results of a search, and a button that loads more. */
export function ThreadPages({ search, list, openId, editedId, menuId, ...actions }: ThreadPagesProps) {
  const { threads, error, hasMore, loading, load } = list;
  const today = useStartOfDay();
  const groups = useMemo(() => {
    if (search === '') return groupThreads(threads ?? [], today);
    return threads && threads.length > 0 ? [{ heading: null, threads }] : [];
  }, [search, threads, today]);
  const words = useMemo(() => searchWords(search), [search]);
  /**
   * Returns the id of the open thread if this row represents it; null otherwise. In search results, a row represents
   * only one version.
   */
  function openVersion(thread: Thread): string | null {
    const isOpen = search === '' ? isVersionOf(thread, openId) : thread.id === openId;
    return isOpen ? openId : null;
  }

  return (
    <div aria-busy={loading && !threads} className="min-h-0 flex-1 overflow-y-auto px-3 pb-4" data-scrolls>
      <output className="block px-2 text-caption text-muted not-empty:pt-1 not-empty:pb-2">
        {search !== '' && searchStatus(list, search)}
      </output>
      {groups.map(({ heading, threads: grouped }) => (
        <section key={heading} className="pb-3">
          {heading !== null && (
            <h2 className="px-2 pt-2 pb-1 text-caption font-medium text-muted">{heading}</h2>
          )}
          <ul className="flex flex-col gap-px">
            {grouped.map((thread) => (
              <ThreadRow
                key={conversationOf(thread)}
                thread={thread}
                today={today}
                words={words}
                openVersion={openVersion(thread)}
                isEdited={conversationOf(thread) === editedId}
                hasMenu={conversationOf(thread) === menuId}
                {...actions}
              />
            ))}
          </ul>
        </section>
      ))}
      {loading && !threads && <Skeleton />}
      {threads?.length === 0 && search === '' && (
        <p className="px-2 text-caption text-muted">Your conversations will appear here.</p>
      )}
      {threads?.length === 0 && search !== '' && !list.outdated && (
        <p className="px-2 text-caption text-muted">
          Search looks for all of your words in titles and messages.
        </p>
      )}
      {error && !loading && (
        <div role="alert" className="grid justify-items-start gap-2 px-2 pt-2 text-caption text-terracotta">
          <p>{error.message}</p>
          <Button look="outline" className="text-ink" onClick={load}>
            Try again
          </Button>
        </div>
      )}
      {hasMore && !error && (
        <div className="relative px-2">
          {/* An observer does not fire again while its element stays in view, so each page gets a new one. */}
          {!loading && (
            <NearViewport key={threads?.length} within="[data-scrolls]" margin={AHEAD} onNear={load} />
          )}
          <Button
            look="quiet"
            aria-disabled={loading}
            onClick={loading ? undefined : load}
            className="-ml-3.5"
          >
            {loading ? 'Loading older conversations' : 'Show older'}
          </Button>
        </div>
      )}
    </div>
  );
}

function Skeleton() {
  return (
    <div aria-hidden="true" className="animate-breathe">
      <div className="flex h-8 items-center px-2">
        <div className="h-2 w-12 rounded-full bg-line" />
      </div>
      {SKELETON_WIDTHS.map((width) => (
        <div key={width} className="flex min-h-row items-center px-2">
          <div className="h-2.5 rounded-full bg-line" style={{ width: `${width}%` }} />
        </div>
      ))}
    </div>
  );
}

/** Returns a text for the state of a search. */
function searchStatus({ threads, outdated, error, hasMore }: LoadedThreads, search: string): string {
  if (error) return '';
  if (!threads || outdated) return 'Searching';
  if (threads.length === 0) return `No results for “${search}”`;
  if (hasMore) return `${threads.length}+ conversations`;
  return threads.length === 1 ? '1 conversation' : `${threads.length} conversations`;
}
