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

/** The messages that are being sent in a conversation, and the actions of the person: send, retry, stop. */
export interface Sending {
  /** The messages of this conversation that are in the outbox, oldest first. */
  sent: readonly OutboxMessage[];
  /** Whether a message or a retry is being sent. */
  pending: boolean;
  /** An error text if the last action failed. Null after the next action starts. */
  problem: string | null;
  /**
   * Sends a message. If a run is active, the message waits for its end. Returns false if the hub refuses the message.
   */
  send: (text: string) => Promise<boolean>;
  /**
   * Lets the agent reply again.
   * @param replyStart the id of the first message of the reply, which gets a new version. Null if there is no reply:
   * the agent then runs on the unchanged thread.
   */
  retry: (replyStart: string | null) => Promise<void>;
  /** The run that is being stopped; null if there is none, or if the hub refused to stop it. */
  stopping: string | null;
  stop: (run: Run) => Promise<void>;
}

/** The conversation and the agent that messages are sent to. */
export interface Destination {
  conversation: string;
  /** Null until the first message of the conversation has been sent. */
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
  /**
   * Idempotency keys by the id of the reply's first message. A second attempt uses the same key, so that the hub
   * creates only one version.
   */
  const retryKeys = useRef(new Map<string, string>());
  const isShown = useRef(false);
  useEffect(() => {
    isShown.current = true;
    return () => void (isShown.current = false);
  }, []);

  /** Shows why an action failed. If the person has left the conversation, shows it as a toast. */
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

/**
 * Returns the messages of a conversation that are in the outbox. If the conversation has no thread, messages that were
 * already sent when the component was mounted are left out.
 */
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
