import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Fragment, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { Link } from 'wouter';
import type { ChildRunReference } from '../../protocol/run-step.ts';
import type { Run } from '../../protocol/run.ts';
import type { ShownKinds } from '../agents/use-shown-kinds.ts';
import { messagesQuery } from '../api/messages.ts';
import { newestRunQuery } from '../api/runs.ts';
import { stepsQuery } from '../api/steps.ts';
import { threadKey } from '../api/threads.ts';
import { useBrowser } from '../browser/browser-context.ts';
import { Markdown } from '../markdown/markdown.tsx';
import type { RunActivity } from '../runs/run-activity.ts';
import type { RunOutline } from '../runs/run-outline.ts';
import { useRunStores } from '../runs/runs-context.ts';
import { useFollowRun } from '../runs/use-follow-run.ts';
import { useDraftText } from '../runs/use-live-run.ts';
import { Button } from '../ui/button.tsx';
import { childLog, type ChildMessage } from './child-log.ts';
import { useListedStep } from './use-child-run.ts';

/** Shows what an agent did, in the row of a child run. */
export type ShowActivity = (activity: RunActivity) => ReactNode;

interface ChildRunLogProps {
  child: ChildRunReference;
  /** The thread of the run that has started it. */
  callerThreadId: string;
  isRunning: boolean;
  /** Which kinds of partial output are shown. */
  shown: ShownKinds;
  showActivity: ShowActivity;
}

/**
 * What an agent did and wrote in a child run. While the run is active, this tab follows its stream. Otherwise, it is
 * fetched, unless this tab has followed the run before.
 */
export function ChildRunLog(props: ChildRunLogProps) {
  const { child, callerThreadId, isRunning, shown, showActivity } = props;
  const { thread_id: threadId, run_id: runId } = child;
  const { clock } = useBrowser();
  const startedAt = useListedStep(runId, callerThreadId)?.created_at ?? Math.floor(clock.now() / 1000);
  const queryClient = useQueryClient();
  const live = useStore(useRunStores().runStore, ({ outlines }) => outlines[runId]);
  const resume = useFollowRun(runOf(child, startedAt, isRunning), live, (outdated) => {
    void queryClient.invalidateQueries({ queryKey: threadKey(outdated) });
  });
  const isFetched = live ? live.refetches > 0 || live.connection === 'interrupted' : !isRunning;
  const from = isFetched ? threadId : null;
  const messages = useQuery(messagesQuery(from));
  const steps = useQuery(stepsQuery(from));
  const newest = useQuery(newestRunQuery(from)).data;
  const fetched = {
    messages: messages.data?.pages.flat() ?? [],
    steps: steps.data?.items ?? [],
  };
  const entries = childLog(runId, fetched, live, shown);
  const failure = live?.run?.last_error ?? (newest?.id === runId ? newest.last_error : null);
  return (
    <div className="min-w-0 [&_.prose]:text-interface">
      {entries.map((entry) =>
        entry.type === 'message' ? (
          <ChildText key={entry.key} message={entry.message} />
        ) : (
          <Fragment key={entry.key}>{showActivity(entry.activity)}</Fragment>
        ),
      )}
      {isRunning && <Waiting live={live} isEmpty={entries.length === 0} showsText={shown.text} />}
      {messages.error && (
        <p className="text-caption text-terracotta">Couldn’t load this run. {messages.error.message}</p>
      )}
      {failure && <p className="text-caption text-terracotta">{failure.message}</p>}
      {isRunning && live?.connection === 'interrupted' && (
        <Button look="outline" className="h-7" onClick={resume}>
          Resume
        </Button>
      )}
      <p className="text-caption">
        <Link href={`/threads/${threadId}`} className="text-accent underline underline-offset-4">
          Open this conversation
        </Link>
      </p>
    </div>
  );
}

/** Growing text is read here, so that nothing else renders with each delta. */
function ChildText({ message: { text, draft } }: { message: ChildMessage }) {
  const growing = useDraftText(draft);
  return (
    <div className="py-1">
      <Markdown text={draft ? growing : text} live={draft !== null} />
    </div>
  );
}

interface WaitingProps {
  live: RunOutline | undefined;
  isEmpty: boolean;
  showsText: boolean;
}

/** Says what the agent does, while nothing of it is shown. */
function Waiting({ live, isEmpty, showsText }: WaitingProps) {
  const isWriting = live !== undefined && live.drafts.length > 0;
  if (isWriting ? showsText : !isEmpty) return null;
  return <p className="text-caption text-muted">{isWriting ? 'Writing' : 'Thinking'}</p>;
}

/**
 * Returns a run as far as it must be known to follow it.
 * @param startedAt in Unix seconds
 */
function runOf(child: ChildRunReference, startedAt: number, isRunning: boolean): Run {
  return {
    id: child.run_id,
    object: 'thread.run',
    created_at: startedAt,
    thread_id: child.thread_id,
    assistant_id: child.assistant_id,
    status: isRunning ? 'in_progress' : 'completed',
  };
}
