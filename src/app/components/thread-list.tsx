import { useQuery } from '@tanstack/react-query';
import { Link, useRoute } from 'wouter';
import { threadsQuery } from '../api/threads.ts';
import { useServices } from '../hooks/services.ts';
import { relativeDate } from './relative-date.ts';

interface ThreadListProps {
  onNavigate: (() => void) | undefined;
}

/** The threads, newest first. */
export function ThreadList({ onNavigate }: ThreadListProps) {
  const { clock } = useServices();
  const { data: threads, error } = useQuery(threadsQuery);
  const [, parameters] = useRoute('/threads/:threadId');
  return (
    <nav aria-label="Threads" className="min-h-0 flex-1 overflow-y-auto px-3 pb-4">
      {error && !threads && <p className="px-2 text-caption text-terracotta">{error.message}</p>}
      {threads?.length === 0 && (
        <p className="px-2 text-caption text-muted">Your conversations will be here.</p>
      )}
      <ul className="flex flex-col gap-px">
        {threads?.map((thread) => (
          <li key={thread.id}>
            <Link
              href={`/threads/${thread.id}`}
              aria-current={parameters?.threadId === thread.id ? 'page' : undefined}
              onClick={onNavigate}
              className="flex min-h-row items-baseline gap-3 rounded-small px-2 py-1.5 text-interface transition-colors hover:bg-sunken aria-[current=page]:bg-sunken aria-[current=page]:font-semibold"
            >
              <span className="min-w-0 flex-1 truncate">{thread.metadata.topic || 'Untitled'}</span>
              {thread.active_run_id && (
                <span className="size-2 shrink-0 self-center rounded-full bg-accent">
                  <span className="sr-only">Running</span>
                </span>
              )}
              <span className="shrink-0 text-caption font-normal text-muted tabular-nums">
                {relativeDate(thread.created_at * 1000, clock.now())}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
