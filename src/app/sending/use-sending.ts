import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { isSignInRequired } from '../../client/hub-requests.ts';
import { cancelRun } from '../../client/runs.ts';
import { hub } from '../api/hub.ts';
import { threadKey } from '../api/threads.ts';
import { createId } from '../../protocol/ids.ts';
import type { Run } from '../../protocol/run.ts';
import type { OutboxMessage } from './outbox.ts';
import { mutate } from '../api/query-client.ts';
import { useSendingStores } from './sending-context.ts';
import { useToasts } from '../ui/toasts-context.ts';
import type { StartVersion } from '../versions/message-editing.ts';
import { errorMessage } from '../ui/error-message.ts';

/** The messages that are being sent in a conversation, and what a person can do: send, retry, stop. */
export interface Sending {
  /** The messages of this conversation in the outbox, oldest first. */
  sent: readonly OutboxMessage[];
  /** A message or a retry is being sent. */
  pending: boolean;
  /** Why the last action failed, in words; null once another is tried. */
  problem: string | null;
  /** Sends a message, which waits for the end of an active run. Returns false if the hub refuses it. */
  send: (text: string) => Promise<boolean>;
  /**
   * Lets the agent reply again.
   * @param replyStart the first message of the reply, which gets a new version; null: there is no reply, and the agent runs
   * on the thread as it is
   */
  retry: (replyStart: string | null) => Promise<void>;
  /** The run that is being stopped; null if there is none, or if the hub refused to stop it. */
  stopping: string | null;
  stop: (run: Run) => Promise<void>;
}

/** Where messages are sent. */
export interface Destination {
  conversation: string;
  /** Null until its first message has been sent. */
  threadId: string | null;
  assistantId: string | null;
}

/** @param onThread called with the new thread after the first message of a conversation */
export function useSending(
  destination: Destination,
  startVersion: StartVersion,
  onThread: (threadId: string) => void,
): Sending {
  const { conversation, threadId, assistantId } = destination;
  const { sender } = useSendingStores();
  const toasts = useToasts();
  const queryClient = useQueryClient();
  const [retrying, setRetrying] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [stopping, setStopping] = useState<string | null>(null);
  const sent = useSent(destination, onThread);
  /** By the first message of a reply. A second attempt uses the same key, so that the hub makes only one version. */
  const retryKeys = useRef(new Map<string, string>());
  const isShown = useRef(false);
  useEffect(() => {
    isShown.current = true;
    return () => void (isShown.current = false);
  }, []);

  /** Shows why an action failed: as a toast if the person has left the conversation. */
  function showProblem(what: string, reason: string): void {
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
      // If sign-in is required, the sign-in page replaces this one.
      if (!isSignInRequired(error)) showProblem(failure, reason);
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
          withAgent((assistant) =>
            sender.send({ key, conversation, threadId, assistantId: assistant, text }),
          ),
        'The message was not sent',
      );
    },
    async retry(replyStart) {
      if (threadId === null || retrying) return;
      setRetrying(true);
      if (replyStart === null) {
        const start = { threadId, text: null, idempotencyKey: createId('run') };
        const run = () => withAgent((assistant) => sender.startRun({ ...start, assistantId: assistant }));
        await attempt(run, 'The reply was not started');
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
      if (!(await attempt(stopRun, 'The reply was not stopped'))) setStopping(null);
    },
  };
}

/** The messages of a conversation in the outbox; without a thread, only those sent since it is shown. */
function useSent({ conversation, threadId }: Destination, onThread: (threadId: string) => void) {
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

  const reportThread = useEffectEvent(onThread);
  const started = sent.find(isSent)?.threadId ?? null;
  useEffect(() => {
    if (threadId === null && started !== null) reportThread(started);
  }, [threadId, started]);

  return sent;
}

function isSent({ delivery }: OutboxMessage): boolean {
  return delivery === 'sent';
}
