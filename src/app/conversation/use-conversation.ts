import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { isMissing } from '../../client/hub-requests.ts';
import { dropEarlierMessages, messagesQuery } from '../api/messages.ts';
import { newestRunQuery, threadRunsQuery } from '../api/runs.ts';
import { threadKey } from '../api/threads.ts';
import { isActive, type Run, type RunStatus } from '../../protocol/run.ts';
import { newerStatus, type RunOutline } from '../runs/run-outline.ts';
import type { OutboxMessage } from '../sending/outbox.ts';
import { addTurnOutcomes } from './turn-outcomes.ts';
import type { ConversationItem, TurnOutcome } from '../messages/conversation-item.ts';
import { knownRuns } from './known-runs.ts';
import { mergeMessagesAndDrafts, outgoingItem } from './merge-messages-and-drafts.ts';
import { newerStatus } from '../runs/newer-status.ts';
import { useRunStores } from '../runs/runs-context.ts';
import { useSendingStores } from '../sending/sending-context.ts';
import { useFollowRun } from '../runs/use-follow-run.ts';

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
  /** What stands after the last of them; null while there is nothing to say. */
  outcome: TurnOutcome | null;
  /** How the turn of the newest run stands. */
  newestTurn: TurnOutcome | null;
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
  const { runStore } = useRunStores();
  const { sender } = useSendingStores();
  const queryClient = useQueryClient();
  const messages = useQuery(messagesQuery(threadId));
  const newestRun = useQuery(newestRunQuery(threadId));
  const listed = useQuery(threadRunsQuery(threadId)).data?.runs;
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
  const settledId = useKept(isSettled ? run.id : null);
  const status = newerStatus(run, live);
  const { items, last, newest } = useMemo(() => {
    const followed = gone ? [] : Object.entries(outlines).filter(([, known]) => known.threadId === threadId);
    const runs = followed.map(
      ([id, known]) => [id, id === settledRun ? { ...known, drafts: [] } : known] as const,
    );
    const settled = loaded?.pages.flat() ?? [];
    const merged = mergeMessagesAndDrafts({
      settled,
      hasEarlier: loaded?.hasEarlier ?? false,
      runs,
      sent: sent.filter((message) => !isQueued(message) && !(gone && message.delivery === 'sent')),
      receipts,
      showText,
    });
    const sources = { listed: listed ?? [], followed, newest: run, newestStatus: status, showText };
    return addTurnOutcomes(
      merged,
      knownRuns({ ...sources, isSettled: run !== null && settledId === run.id }),
    );
  }, [
    gone,
    loaded,
    outlines,
    settledRun,
    threadId,
    sent,
    receipts,
    showText,
    listed,
    run,
    status,
    settledId,
  ]);
  const queued = useMemo(() => queuedItems(sent), [sent]);
  const pageStarts = useMemo(() => startsOf(loaded?.pages ?? []), [loaded]);

  useEffect(() => {
    if (threadId !== null) return () => dropEarlierMessages(queryClient, threadId);
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
    status,
    live,
    outcome: last,
    newestTurn: newest,
    resume,
    reread,
  };
}

/** The last value that was not null: what is known once does not become uncertain while it is fetched again. */
function useKept<T>(value: T | null): T | null {
  const [kept, setKept] = useState(value);
  if (value !== null && value !== kept) setKept(value);
  return value ?? kept;
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
