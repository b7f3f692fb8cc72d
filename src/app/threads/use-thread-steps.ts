import { useRoute } from 'wouter';
import { navigate } from 'wouter/use-browser-location';
import { isVersionOf, type Thread } from '../../protocol/thread.ts';
import { useAction } from '../commands/use-action.ts';
import { useThreads } from './use-threads.ts';

/** Offers to go to the thread above and below the one that is open, as they are listed; where none is, to the first. */
export function useThreadSteps(): void {
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
