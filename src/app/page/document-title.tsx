import { useEffect } from 'react';
import { threadTitle } from '../threads/thread-title.ts';
import { useMarkSeen, useUnreadCount } from '../threads/use-seen-threads.ts';
import { useThread, useThreads } from '../threads/use-threads.ts';

interface DocumentTitleProps {
  /** The open thread, which the page is called after. */
  threadId: string | null;
  /** What the page is called if it shows no thread; null: by the name of the client alone. */
  name: string | null;
}

/** What the browser calls the page, and how many threads are unread: seen on the tab when the page is not. */
export function DocumentTitle({ threadId, name }: DocumentTitleProps) {
  const { threads } = useThreads();
  const thread = useThread(threadId);
  const unread = useUnreadCount(threads, threadId);
  useMarkSeen(threads, threadId);

  const title = thread ? threadTitle(thread) : name;
  const words = title === null ? 'Symposium' : `${title} · Symposium`;
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) ${words}` : words;
  }, [unread, words]);

  return null;
}
