import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { ApiError } from '../api/http.ts';
import { messagesQuery } from '../api/messages.ts';
import { newestRunQuery } from '../api/runs.ts';
import { threadKey } from '../api/threads.ts';
import { isActive, type Run, type RunStatus } from '../../protocol/run.ts';
import type { LiveRun } from '../stores/live-run.ts';
import type { ConversationItem, SentMessage } from './conversation-item.ts';
import { mergeConversation } from './merge-conversation.ts';
import { useServices } from './services.ts';
import { useFollowRun } from './use-follow-run.ts';

/** A thread as a person sees it. */
export interface Conversation {
  items: readonly ConversationItem[];
  /** Why the thread cannot be read. */
  error: Error | null;
  loading: boolean;
  run: Run | null;
  /** The newer of what the hub told and what the stream told; null before the first run. */
  status: RunStatus | null;
  /** The newest run as this tab followed it. */
  live: LiveRun | undefined;
  /** What went wrong in the newest run, in the words of the hub. */
  failure: string | null;
  resume: () => void;
}

/**
 * The one place where settled data (Query) and the live run (the run store) meet. Nothing is copied
 * from one into the other: what the stream does not tell in full is fetched again.
 */
export function useConversation(
  threadId: string | null,
  sent: readonly SentMessage[],
  showText: boolean,
): Conversation {
  const { runStore } = useServices();
  const queryClient = useQueryClient();
  const messages = useQuery(messagesQuery(threadId));
  const newestRun = useQuery(newestRunQuery(threadId));
  const error = messages.error ?? newestRun.error;
  // What was known of a thread that has been deleted is no longer so.
  const gone = error instanceof ApiError && error.status === 404;
  const run = gone ? null : (newestRun.data ?? null);
  const allRuns = useStore(runStore, (state) => state.runs);
  const receipts = useStore(runStore, (state) => state.receipts);
  const live = run ? allRuns[run.id] : undefined;
  const resume = useFollowRun(run, live, (followed) => {
    void queryClient.invalidateQueries({ queryKey: threadKey(followed) });
  });
  const settled = messages.data;
  const items = useMemo(() => {
    if (gone) return [];
    const runs = Object.entries(allRuns).filter(([, known]) => known.threadId === threadId);
    return mergeConversation({ settled: settled ?? [], runs, sent, receipts, showText });
  }, [gone, settled, allRuns, threadId, sent, receipts, showText]);
  return {
    items,
    error,
    loading: messages.isLoading || newestRun.isLoading,
    run,
    status: newerStatus(run, live),
    live,
    failure: live?.state.run?.last_error?.message ?? run?.last_error?.message ?? live?.state.error ?? null,
    resume,
  };
}

/** A status that ends a run is the last; the stream goes before what was fetched while it is open. */
function newerStatus(run: Run | null, live: LiveRun | undefined): RunStatus | null {
  if (!run || !live || live.state.events === 0) return run?.status ?? null;
  if (!isActive(live.state.status) || isActive(run.status)) return live.state.status;
  return live.connection === 'live' ? live.state.status : run.status;
}
