import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { isSignInRequired } from '../../client/hub-requests.ts';
import { cancelRun } from '../../client/runs.ts';
import { hub } from '../api/http.ts';
import { threadKey } from '../api/threads.ts';
import { createId } from '../../protocol/ids.ts';
import type { Run } from '../../protocol/run.ts';
import type { OutboxMessage } from './outbox.ts';
import { checkLength } from './message-length.ts';
import { mutate } from '../api/mutate.ts';
import { useSendingStores } from './sending-context.ts';
import { useToasts } from '../ui/toasts-context.ts';
import type { StartVersion } from '../versions/message-editing.ts';
import { errorMessage } from '../ui/error-message.ts';

/** What is on its way to the hub, and how to send more. */
export interface Sending {
  /** What was sent in this conversation from this browser, as far as it is remembered, oldest first. */
  sent: readonly OutboxMessage[];
  /** A message or a retry is on its way. */
  pending: boolean;
  /** What could not be done, in words; null once the next thing is tried. */
  problem: string | null;
  /** Sends a message, once the run that is active is over; false if the hub has refused it. */
  send: (text: string) => Promise<boolean>;
  /**
   * Has the agent answer again.
   * @param replyStart the first message of the reply that another takes the place of, as a version; null: there is
   * none, and the agent runs on the thread as it is
   */
  retry: (replyStart: string | null) => Promise<void>;
  /** The run that was asked to stop; null if none was, or if the hub did not take it. */
  stopping: string | null;
  stop: (run: Run) => Promise<void>;
}

/** Which conversation is written in, and to whom. */
export interface Place {
  conversation: string;
  /** Null until its first message has been sent. */
  threadId: string | null;
  assistantId: string | null;
}

/** What a person can do to a thread. `onThread` hears of the thread that a first message has started. */
export function useSending(
  place: Place,
  startVersion: StartVersion,
  onThread: (threadId: string) => void,
): Sending {
  const { conversation, threadId, assistantId } = place;
  const { sender } = useSendingStores();
  const toasts = useToasts();
  const queryClient = useQueryClient();
  const [retrying, setRetrying] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [stopping, setStopping] = useState<string | null>(null);
  const sent = useSent(place, onThread);
  /** By the first message of a reply: to try once more to replace it is the same wish. */
  const retryKeys = useRef(new Map<string, string>());
  const isShown = useRef(false);
  useEffect(() => {
    isShown.current = true;
    return () => void (isShown.current = false);
  }, []);

  /** Says why something could not be done: in passing to who has gone elsewhere meanwhile. */
  function sayWhy(what: string, reason: string): void {
    if (isShown.current) setProblem(`${what}. ${reason}`);
    else toasts.show({ title: what, description: reason, tone: 'problem' });
  }

  async function attempt(action: () => Promise<unknown>, failure: string): Promise<boolean> {
    setProblem(null);
    try {
      await action();
      return true;
    } catch (error) {
      const reason = errorMessage(error);
      // Where a sign-in is wanted the page asks for it, and what to do next is plain.
      if (!isSignInRequired(error)) sayWhy(failure, reason);
      if (threadId !== null) void queryClient.invalidateQueries({ queryKey: threadKey(threadId) });
      return false;
    }
  }

  function withAgent<T>(action: (assistant: string) => Promise<T>): Promise<T> {
    if (assistantId === null) return Promise.reject(new Error('Choose an agent first.'));
    return action(assistantId);
  }

  return {
    sent,
    pending: retrying || sent.some(({ delivery }) => delivery === 'sending'),
    problem,
    send(text) {
      const key = createId('msg');
      return attempt(
        () =>
          withAgent(async (assistant) => {
            checkLength(text);
            await sender.send({ key, conversation, threadId, assistantId: assistant, text });
          }),
        'The message was not sent',
      );
    },
    async retry(replyStart) {
      if (threadId === null || retrying) return;
      setRetrying(true);
      if (replyStart === null) {
        const start = { threadId, text: null, idempotencyKey: createId('run') };
        const run = () => withAgent((assistant) => sender.startRun({ ...start, assistantId: assistant }));
        await attempt(run, 'The run was not started');
      } else {
        const key = retryKeys.current.get(replyStart) ?? createId('msg');
        retryKeys.current.set(replyStart, key);
        const replace = () => startVersion({ messageId: replyStart, text: null, key });
        if (await attempt(replace, 'The reply was not regenerated')) retryKeys.current.delete(replyStart);
      }
      setRetrying(false);
    },
    stopping,
    async stop(run) {
      setStopping(run.id);
      const mutationFn = () => cancelRun(hub, run.thread_id, run.id);
      const stopRun = () => mutate(queryClient, { mutationFn });
      if (!(await attempt(stopRun, 'The run was not stopped'))) setStopping(null);
    },
  };
}

/** What was sent in a conversation: of one without a thread, since it is shown. */
function useSent({ conversation, threadId }: Place, onThread: (threadId: string) => void) {
  const { outbox } = useSendingStores();
  const all = useStore(outbox, ({ messages }) => messages);
  const [before] = useState(() => new Set(all.filter(isSent).map(({ key }) => key)));
  const sent = useMemo(
    () =>
      all.filter((message) =>
        threadId === null
          ? message.conversation === conversation && !before.has(message.key)
          : message.threadId === threadId,
      ),
    [all, conversation, threadId, before],
  );

  const tellThread = useEffectEvent(onThread);
  const started = sent.find(isSent)?.threadId ?? null;
  useEffect(() => {
    if (threadId === null && started !== null) tellThread(started);
  }, [threadId, started]);

  return sent;
}

function isSent({ delivery }: OutboxMessage): boolean {
  return delivery === 'sent';
}
