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
import { stepsQuery } from '../api/steps.ts';
import type { ShownKinds } from '../agents/use-shown-kinds.ts';
import { fetchedActivities, shownActivities } from '../activity/fetched-activities.ts';
import { placeActivities } from './place-activities.ts';
import { addTurnOutcomes } from './turn-outcomes.ts';
import type { ConversationItem, TurnOutcome } from '../messages/conversation-item.ts';
import { knownRuns } from './known-runs.ts';
import { mergeMessagesAndDrafts, outgoingItem } from './merge-messages-and-drafts.ts';
import { useRunStores } from '../runs/runs-context.ts';
import { useSendingStores } from '../sending/sending-context.ts';
import { useFollowRun } from '../runs/use-follow-run.ts';

/** A thread as the page shows it. */
export interface Conversation {
  items: readonly ConversationItem[];
  /** Sent messages that wait for the run to end, oldest first. They are shown last. */
  queued: readonly ConversationItem[];
  /** The index of the first item of each loaded page. */
  pageStarts: readonly number[];
  /** Whether the thread has earlier messages that are not loaded. */
  hasEarlier: boolean;
  /** Why the thread could not be loaded. */
  error: Error | null;
  /** Whether the hub has no such thread. */
  gone: boolean;
  loading: boolean;
  run: Run | null;
  /** The status of the newest run: the newer one of the streamed and the fetched status. Null before the first run. */
  status: RunStatus | null;
  /** Whether a run is active. */
  active: boolean;
  /** The newest run as this tab follows it, without growing text: components read this text themselves. */
  live: RunOutline | undefined;
  /** The outcome of the last turn, shown after the items; null while the turn has no outcome. */
  outcome: TurnOutcome | null;
  /** The outcome of the newest run's turn; null while the turn has no outcome. */
  newestTurn: TurnOutcome | null;
  resume: () => void;
  /** Loads the thread again after an error. */
  reload: () => void;
}

/**
 * Returns a thread as the page shows it. Only this hook combines settled data (TanStack Query) and live runs (the run
 * store). No data is copied between these stores: data that the stream does not deliver in full is fetched again.
 */
export function useConversation(
  threadId: string | null,
  sent: readonly OutboxMessage[],
  shown: ShownKinds,
): Conversation {
  const { runStore } = useRunStores();
  const { sender } = useSendingStores();
  const queryClient = useQueryClient();
  const messages = useQuery(messagesQuery(threadId));
  const newestRun = useQuery(newestRunQuery(threadId));
  const steps = useQuery(stepsQuery(threadId));
  const listed = useQuery(threadRunsQuery(threadId)).data?.items;
  const error = messages.error ?? newestRun.error;
  // Cached data of a deleted thread is ignored.
  const gone = isMissing(error);
  const run = gone ? null : (newestRun.data ?? null);
  const outlines = useStore(runStore, (state) => state.outlines);
  const receipts = useStore(runStore, (state) => state.receipts);
  const live = run ? outlines[run.id] : undefined;
  const resume = useFollowRun(run, live, (followed) => {
    void queryClient.invalidateQueries({ queryKey: threadKey(followed) });
    sender.flush(); // messages that waited for the run to end
  });
  function reload(): void {
    if (threadId !== null) void queryClient.invalidateQueries({ queryKey: threadKey(threadId) });
  }

  const loaded = gone ? undefined : messages.data;
  const hasEarlier = loaded?.hasEarlier ?? false;
  const settled = useMemo(() => loaded?.pages.flat() ?? [], [loaded]);
  const fetched = useMemo(() => fetchedActivities(settled, steps.data?.items ?? []), [settled, steps.data]);
  // The stream was interrupted, and the fetched messages are complete: drafts that they do not contain were discarded.
  const isSettled = run !== null && !isActive(run.status) && messages.isSuccess && !messages.isFetching;
  const settledRun = isSettled && live?.connection === 'interrupted' ? run.id : null;
  const settledId = useLastNonNull(isSettled ? run.id : null);
  const status = newerStatus(run, live);
  const { items, last, newest } = useMemo(() => {
    const followed = gone ? [] : Object.entries(outlines).filter(([, known]) => known.threadId === threadId);
    const runs = followed.map(
      ([id, known]) => [id, id === settledRun ? { ...known, drafts: [] } : known] as const,
    );
    const merged = mergeMessagesAndDrafts({
      settled,
      hasEarlier,
      runs,
      sent: sent.filter((message) => !isQueued(message) && !(gone && message.delivery === 'sent')),
      receipts,
      showText: shown.text,
    });
    const sources = {
      listed: listed ?? [],
      followed,
      newest: run,
      newestStatus: status,
      showText: shown.text,
    };
    const activities = shownActivities(
      fetched,
      followed.map(([, known]) => known),
      shown,
    );
    return addTurnOutcomes(
      placeActivities(merged, activities, hasEarlier),
      knownRuns({ ...sources, isSettled: run !== null && settledId === run.id }),
    );
  }, [
    gone,
    settled,
    hasEarlier,
    outlines,
    settledRun,
    threadId,
    sent,
    receipts,
    fetched,
    shown,
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
    hasEarlier,
    error,
    gone,
    loading: messages.isLoading || newestRun.isLoading || steps.isLoading,
    run,
    status,
    active: status !== null && isActive(status),
    live,
    outcome: last,
    newestTurn: newest,
    resume,
    reload,
  };
}

/** Returns the last value that was not null, so that a known value stays while it is fetched again. */
function useLastNonNull<T>(value: T | null): T | null {
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
