import { useEffect } from 'react';
import { threadTitle } from '../threads/thread-title.ts';
import { useMarkSeen, useUnreadCount } from '../threads/use-seen-threads.ts';
import { useThread, useThreads } from '../threads/use-threads.ts';

interface DocumentTitleProps {
  /** The open thread, whose title is used; null if there is none. */
  threadId: string | null;
  /** The name of a page without a thread; null to show only the name of the client. */
  name: string | null;
}

/** Sets the title of the browser tab: the title of the open conversation, and the number of unread conversations. */
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
