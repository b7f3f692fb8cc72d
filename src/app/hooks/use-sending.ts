import { useQueryClient, type MutationOptions } from '@tanstack/react-query';
import { useState } from 'react';
import { isSignInRequired } from '../api/http.ts';
import { messagesQuery } from '../api/messages.ts';
import { cancelRun, createRun, newestRunQuery, startRunKey } from '../api/runs.ts';
import { createThread, threadKey, threadsQuery } from '../api/threads.ts';
import { createId } from '../../protocol/ids.ts';
import type { Run } from '../../protocol/run.ts';
import type { SentMessage } from './conversation-item.ts';
import { threadTopic } from './thread-topic.ts';

/** What is on its way to the hub, and how to send more. */
export interface Sending {
  sent: readonly SentMessage[];
  /** A message or a retry is on its way. */
  pending: boolean;
  /** What could not be done, in words; null once the next thing is tried. */
  problem: string | null;
  /** Sends a message; false if it could not be sent. */
  send: (text: string) => Promise<boolean>;
  /** Runs the agent again on the thread as it is. */
  retry: () => Promise<void>;
  /** The run that was asked to stop; null if none was, or if the hub did not take it. */
  stopping: string | null;
  stop: (run: Run) => Promise<void>;
}

/** What a person can do to a thread. `onThread` hears of the thread that a first message has started. */
export function useSending(
  threadId: string | null,
  assistantId: string | null,
  onThread: (threadId: string) => void,
): Sending {
  const queryClient = useQueryClient();
  const [sent, setSent] = useState<readonly SentMessage[]>([]);
  const [retrying, setRetrying] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [stopping, setStopping] = useState<string | null>(null);
  // A thread whose first run could not be created: the next attempt uses it.
  const [startedId, setStartedId] = useState<string | null>(null);

  function changed(changedId: string): void {
    void queryClient.invalidateQueries({ queryKey: threadKey(changedId) });
    void queryClient.invalidateQueries({ queryKey: threadsQuery.queryKey });
  }

  /** Asks the hub for a change; the cache knows that it is under way, and of its error. */
  function request<T>(options: MutationOptions<T>): Promise<T> {
    return queryClient.getMutationCache().build(queryClient, options).execute();
  }

  async function startThread(text: string): Promise<string> {
    const thread = await request({ mutationFn: () => createThread(threadTopic(text)) });
    setStartedId(thread.id);
    return thread.id;
  }

  async function startRun(inThread: string, text: string | null): Promise<Run> {
    if (assistantId === null) throw new Error('Choose an agent first.');
    const run = await request({
      mutationKey: startRunKey(inThread),
      mutationFn: () => createRun(inThread, assistantId, text),
    });
    queryClient.setQueryData(newestRunQuery(inThread).queryKey, run);
    changed(inThread);
    return run;
  }

  async function attempt(action: () => Promise<unknown>, verb: string): Promise<boolean> {
    setProblem(null);
    try {
      await action();
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      // Where a sign-in is wanted the page asks for it, and what to do next is plain.
      if (!isSignInRequired(error)) setProblem(`${verb}. ${reason}`);
      if (threadId !== null) changed(threadId);
      return false;
    }
  }

  async function send(text: string): Promise<boolean> {
    const known = threadId === null ? undefined : queryClient.getQueryData(messagesQuery(threadId).queryKey);
    const message: SentMessage = {
      key: createId('msg'),
      text,
      knownIds: new Set(known?.pages.flat().map(({ id }) => id)),
      runId: null,
    };
    setSent((messages) => [...messages, message]);
    const done = await attempt(async () => {
      const inThread = threadId ?? startedId ?? (await startThread(text));
      const run = await startRun(inThread, text);
      setSent((messages) =>
        messages.map((other) => (other.key === message.key ? { ...other, runId: run.id } : other)),
      );
      if (threadId === null) onThread(inThread);
    }, 'The message was not sent');
    if (!done) setSent((messages) => messages.filter((other) => other.key !== message.key));
    return done;
  }

  return {
    sent,
    pending: retrying || sent.some((message) => message.runId === null),
    problem,
    send,
    async retry() {
      if (threadId === null || retrying) return;
      setRetrying(true);
      await attempt(() => startRun(threadId, null), 'The run was not started');
      setRetrying(false);
    },
    stopping,
    async stop(run) {
      const stopRun = () => request({ mutationFn: () => cancelRun(run.thread_id, run.id) });
      setStopping(run.id);
      if (!(await attempt(stopRun, 'The run was not stopped'))) setStopping(null);
    },
  };
}
