import { MessageSquare } from 'lucide-react';
import { threadTitle } from '../threads/thread-title.ts';
import { TYPING_DEBOUNCE, useDebounced } from '../browser/use-debounced.ts';
import { useThreads, useThreadSearch } from '../threads/use-threads.ts';
import { wordFinder } from '../../protocol/search-pattern.ts';
import { searchWords } from '../../protocol/search-words.ts';
import { conversationOf, isVersionOf, type Thread } from '../../protocol/thread.ts';
import type { CommandContext } from './command.ts';
import type { PaletteGroup, PaletteItem } from './palette-item.ts';

/** Maximum number of recent conversations. */
const MAX_RECENT = 5;
/** Maximum number of search results. */
const MAX_RESULTS = 20;

interface PaletteThreads {
  group: PaletteGroup;
  status: string | null;
}

/**
 * Returns the conversations for a query: first the listed conversations with a matching title, then the results of the
 * hub's search.
 */
export function usePaletteThreads(query: string, context: CommandContext): PaletteThreads {
  const settled = useDebounced(query, TYPING_DEBOUNCE);
  const { threads: known = [] } = useThreads();
  const search = useThreadSearch(query === '' ? '' : settled);
  const { goTo, threadId } = context;

  function itemOf(thread: Thread): PaletteItem {
    return {
      id: thread.id,
      label: threadTitle(thread),
      icon: MessageSquare,
      note: thread.match ?? null,
      shortcut: null,
      isChosen: isVersionOf(thread, threadId),
      movesFocus: true,
      run: () => goTo(`/threads/${encodeURIComponent(thread.id)}`),
    };
  }

  if (query === '') {
    const recent = known.filter((thread) => !isVersionOf(thread, threadId)).slice(0, MAX_RECENT);
    return { group: { value: 'Recent conversations', items: recent.map(itemOf) }, status: null };
  }
  const isSearching = settled !== query || search.outdated || search.threads === undefined;
  const matches = wordFinder(searchWords(query));
  const titled = known.filter((thread) => matches(threadTitle(thread)));
  const found = new Map(
    [...titled, ...(isSearching ? [] : (search.threads ?? []))].map((one) => [conversationOf(one), one]),
  );
  return {
    group: { value: 'Conversations', items: [...found.values()].slice(0, MAX_RESULTS).map(itemOf) },
    status: search.error
      ? `Couldn’t search the conversations. ${search.error.message}`
      : isSearching
        ? 'Searching conversations'
        : null,
  };
}
