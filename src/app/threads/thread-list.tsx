import { useRef, useState } from 'react';
import { useRoute } from 'wouter';
import { useStore } from 'zustand';
import { useThreadStores } from './threads-context.ts';
import { useDeleteThread } from './use-delete-thread.ts';
import { TYPING_PAUSE, useSettled } from '../browser/use-settled.ts';
import { useThreads, useThreadSearch } from './use-threads.ts';
import { conversationOf, type Thread } from '../../protocol/thread.ts';
import { rowBeside } from './thread-keys.ts';
import { ThreadMenuPlace, type OpenMenu } from './thread-menu-place.tsx';
import { ThreadPages } from './thread-pages.tsx';
import { ThreadSearchField } from './thread-search-field.tsx';

interface ThreadListProps {
  onNavigate: (() => void) | undefined;
}

/** The threads by the day of what happened in them last, or those that were searched for. */
export function ThreadList({ onNavigate }: ThreadListProps) {
  const nav = useRef<HTMLElement>(null);
  const { threadSearch } = useThreadStores();
  const text = useStore(threadSearch, (state) => state.text).trim();
  const settled = useSettled(text, TYPING_PAUSE);
  const search = text === '' ? '' : settled;
  const all = useThreads();
  const found = useThreadSearch(search);
  const [, parameters] = useRoute('/threads/:threadId');
  const openId = parameters?.threadId ?? null;
  const [editedId, setEditedId] = useState<string | null>(null);
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  const deleteThread = useDeleteThread(openId);

  function remove(thread: Thread): HTMLElement | null {
    const next = nav.current && rowBeside(nav.current, thread.id);
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
      <ThreadMenuPlace
        menu={menu}
        onClose={() => setMenu(null)}
        onRename={(thread) => setEditedId(conversationOf(thread))}
        onDelete={remove}
      />
    </nav>
  );
}
