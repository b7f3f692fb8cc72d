import { useRef, useState } from 'react';
import { useRoute } from 'wouter';
import { useStore } from 'zustand';
import { useThreadStores } from './threads-context.ts';
import { useDeleteThread } from './use-delete-thread.ts';
import { TYPING_DEBOUNCE, useDebounced } from '../browser/use-debounced.ts';
import { useThreads, useThreadSearch } from './use-threads.ts';
import { conversationOf, type Thread } from '../../protocol/thread.ts';
import { rowNextTo } from './row-navigation.ts';
import { LazyThreadMenu } from './lazy-thread-menu.tsx';
import type { OpenThreadMenu } from './thread-menu.tsx';
import { ThreadPages } from './thread-pages.tsx';
import { ThreadSearchField } from './thread-search-field.tsx';

interface ThreadListProps {
  onNavigate: (() => void) | undefined;
}

/** The list of conversations by day, or the results of a search. */
export function ThreadList({ onNavigate }: ThreadListProps) {
  const nav = useRef<HTMLElement>(null);
  const { threadSearch } = useThreadStores();
  const text = useStore(threadSearch, (state) => state.text).trim();
  const settled = useDebounced(text, TYPING_DEBOUNCE);
  const search = text === '' ? '' : settled;
  const all = useThreads();
  const found = useThreadSearch(search);
  const [, parameters] = useRoute('/threads/:threadId');
  const openId = parameters?.threadId ?? null;
  const [editedId, setEditedId] = useState<string | null>(null);
  const [menu, setMenu] = useState<OpenThreadMenu | null>(null);
  const deleteThread = useDeleteThread(openId);

  function remove(thread: Thread): HTMLElement | null {
    const next = nav.current && rowNextTo(nav.current, thread.id);
    deleteThread(thread);
    return next;
  }

  return (
    <nav ref={nav} aria-label="Threads" className="flex min-h-0 flex-1 flex-col">
      <ThreadSearchField />
      <ThreadPages
        search={search}
        list={search === '' ? all : found}
        openId={openId}
        editedId={editedId}
        menuId={menu ? conversationOf(menu.thread) : null}
        onEdit={setEditedId}
        onMenu={setMenu}
        onNavigate={onNavigate}
      />
      <LazyThreadMenu
        menu={menu}
        onClose={() => setMenu(null)}
        onRename={(thread) => setEditedId(conversationOf(thread))}
        onDelete={remove}
      />
    </nav>
  );
}
