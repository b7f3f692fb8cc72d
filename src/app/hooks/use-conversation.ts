import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import { isMissing } from '../../client/hub-requests.ts';
import { forgetEarlierMessages, messagesQuery } from '../api/messages.ts';
import { newestRunQuery } from '../api/runs.ts';
import { threadKey } from '../api/threads.ts';
import { isActive, type Run, type RunStatus } from '../../protocol/run.ts';
import type { RunOutline } from '../stores/run-outline.ts';
import type { OutboxMessage } from '../stores/outbox.ts';
import type { ConversationItem } from './conversation-item.ts';
import { mergeConversation, outgoingItem } from './merge-conversation.ts';
import { newerStatus } from './newer-status.ts';
import { useServices } from './services.ts';
import { useFollowRun } from './use-follow-run.ts';

/** A thread as a person sees it. */
export interface Conversation {
  items: readonly ConversationItem[];
  /** What the person has sent that waits for the run to end, oldest first. It stands after everything else. */
  queued: readonly ConversationItem[];
  /** At which of them each page begins that has been loaded. */
  pageStarts: readonly number[];
  /** The thread has messages before these. */
  hasEarlier: boolean;
  /** Why the thread cannot be read. */
  error: Error | null;
  /** The hub has no such thread. */
  gone: boolean;
  loading: boolean;
  run: Run | null;
  /** The newer of what the hub told and what the stream told; null before the first run. */
  status: RunStatus | null;
  /** The newest run as this tab followed it, in outline: what grows is read where it is shown. */
  live: RunOutline | undefined;
  /** What went wrong in the newest run, in the words of the hub. */
  failure: string | null;
  resume: () => void;
  /** Reads the thread again, where it could not be read. */
  reread: () => void;
}

/**
 * The one place where settled data (Query) and the live run (the run store) meet. Nothing is copied
 * from one into the other: what the stream does not tell in full is fetched again.
 */
export function useConversation(
  threadId: string | null,
  sent: readonly OutboxMessage[],
  showText: boolean,
): Conversation {
  const { runStore, sender } = useServices();
  const queryClient = useQueryClient();
  const messages = useQuery(messagesQuery(threadId));
  const newestRun = useQuery(newestRunQuery(threadId));
  const error = messages.error ?? newestRun.error;
  // What was known of a thread that has been deleted is no longer so.
  const gone = isMissing(error);
  const run = gone ? null : (newestRun.data ?? null);
  const outlines = useStore(runStore, (state) => state.outlines);
  const receipts = useStore(runStore, (state) => state.receipts);
  const live = run ? outlines[run.id] : undefined;
  const resume = useFollowRun(run, live, (followed) => {
    void queryClient.invalidateQueries({ queryKey: threadKey(followed) });
    sender.flush(); // what is queued behind the run
  });
  function reread(): void {
    if (threadId !== null) void queryClient.invalidateQueries({ queryKey: threadKey(threadId) });
  }

  const loaded = gone ? undefined : messages.data;
  // The stream was given up, and the hub has told the rest: what it does not have was discarded.
  const isSettled = run !== null && !isActive(run.status) && messages.isSuccess && !messages.isFetching;
  const settledRun = isSettled && live?.connection === 'interrupted' ? run.id : null;
  const items = useMemo(() => {
    const followed = gone ? [] : Object.entries(outlines).filter(([, known]) => known.threadId === threadId);
    const runs = followed.map(
      ([id, known]) => [id, id === settledRun ? { ...known, drafts: [] } : known] as const,
    );
    const settled = loaded?.pages.flat() ?? [];
    return mergeConversation({
      settled,
      hasEarlier: loaded?.hasEarlier ?? false,
      runs,
      sent: sent.filter((message) => !isQueued(message) && !(gone && message.delivery === 'sent')),
      receipts,
      showText,
    });
  }, [gone, loaded, outlines, settledRun, threadId, sent, receipts, showText]);
  const queued = useMemo(() => queuedItems(sent), [sent]);
  const pageStarts = useMemo(() => startsOf(loaded?.pages ?? []), [loaded]);

  useEffect(() => {
    if (threadId !== null) return () => forgetEarlierMessages(queryClient, threadId);
  }, [queryClient, threadId]);

  return {
    items,
    queued,
    pageStarts,
    hasEarlier: loaded?.hasEarlier ?? false,
    error,
    gone,
    loading: messages.isLoading || newestRun.isLoading,
    run,
    status: newerStatus(run, live),
    live,
    failure: live?.run?.last_error?.message ?? run?.last_error?.message ?? live?.error ?? null,
    resume,
    reread,
  };
}

function queuedItems(sent: readonly OutboxMessage[]): ConversationItem[] {
  const delivery = sent.some((message) => message.delivery === 'refused') ? 'blocked' : 'queued';
  return sent.filter(isQueued).map((message) => ({ ...outgoingItem(message), delivery }));
}

function isQueued({ delivery }: OutboxMessage): boolean {
  return delivery === 'queued';
}

function startsOf(pages: readonly { length: number }[]): number[] {
  let start = 0;
  return pages.map(({ length }) => {
    start += length;
    return start - length;
  });
}
