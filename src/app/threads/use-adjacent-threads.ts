import { useRoute } from 'wouter';
import { navigate } from 'wouter/use-browser-location';
import { isVersionOf, type Thread } from '../../protocol/thread.ts';
import { useAction } from '../commands/use-action.ts';
import { useThreads } from './use-threads.ts';

/**
 * Registers the actions that open the threads above and below the open one in the list. If no thread is open,
 * `next-thread` opens the first thread, and `previous-thread` is not available.
 */
export function useAdjacentThreads(): void {
  const { threads = [] } = useThreads();
  const [, parameters] = useRoute('/threads/:threadId');
  const index = threads.findIndex((thread) => isVersionOf(thread, parameters?.threadId ?? null));
  const above = threads[index - 1];
  const below = threads[index + 1];
  useAction('previous-thread', above !== undefined, () => goTo(above));
  useAction('next-thread', below !== undefined, () => goTo(below));
}

function goTo(thread: Thread | undefined): void {
  if (thread) navigate(`/threads/${encodeURIComponent(thread.id)}`);
}
