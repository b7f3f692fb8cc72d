import { openAccountStream } from '../client/account-stream.ts';
import { HubUnreachableError } from '../client/hub-requests.ts';
import { messageLabel } from '../client/partial-reason.ts';
import { newestRun } from '../client/runs.ts';
import { parseAccountEvent } from '../protocol/account-event.ts';
import { textOf, type Message } from '../protocol/message.ts';
import { isActive, type Run } from '../protocol/run.ts';
import { ACCOUNT_EVENT } from '../protocol/event-names.ts';
import type { Context } from './context.ts';
import { createMessageWriter } from './message-writer.ts';
import { nodeTimer } from './node-timer.ts';
import { createOwnMessages } from './own-messages.ts';
import type { RequestOptions } from './requests/with-requests.ts';
import { startRunWithRetries, type FollowedRun } from './runs.ts';
import { showRun } from './show-run.ts';
import { lastMessages, messagesAfter } from './thread-messages.ts';
import { turnEndings } from './turn-endings.ts';
import { styled } from './styled-text.ts';

/** Which conversation to open, and how to show it. */
export interface ConversationOptions {
  threadId: string | null;
  assistantId: string;
  stream: boolean;
  /** Answers the requests of agents, and hides the prompt while activity of other clients is written. */
  requests: RequestOptions;
  /** Called with the thread that the first message creates. */
  onThread: (threadId: string) => void;
  /** Called with errors that occur while messages of other clients are shown. */
  onProblem: (error: unknown) => void;
}

/** A conversation in a terminal: one thread, which other clients may use at the same time. */
export interface Conversation {
  readonly threadId: string | null;
  /** The active run that is being shown, whichever client started it; null if there is none. */
  readonly running: Run | null;
  /** Sends a message, and shows the reply. */
  send(text: string): Promise<FollowedRun>;
  /** Continues an existing thread: shows its last messages, up to this number, and the active run. */
  resume(shownMessages: number): Promise<void>;
  /** Stops writing the current message. Returns whether a message was being written. */
  stopWriting(): boolean;
  close(): Promise<void>;
}

/** Opens a conversation. Account events report the activity of other clients, which is shown between two turns. */
export function openConversation(context: Context, options: ConversationOptions): Conversation {
  const { hub, terminal, status } = context;
  const { out, err } = terminal;
  const writer = createMessageWriter(out);
  const { requests } = options;
  const show = { terminal, status, stream: options.stream, writer, requests };
  /** How runs of other clients are shown: those clients answer where nobody can be asked here. */
  const showOther = { ...show, requests: requests.person.canBeAsked ? requests : null };
  let { threadId } = options;
  let running: Run | null = null;
  let lastMessage: string | null = null;
  /** Settles once everything so far has been shown: turns are shown one after another. */
  let turns: Promise<unknown> = Promise.resolve();
  let isCatchingUp = false;
  const own = createOwnMessages();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = turns.then(work);
    turns = turn.catch(() => undefined); // the caller gets the error, and the next turn follows
    return turn;
  }

  /** Loads the messages that were added to the thread since the last call. */
  async function fetchNewMessages(): Promise<Message[]> {
    if (threadId === null) return [];
    const messages = await messagesAfter(hub, threadId, lastMessage);
    lastMessage = messages.at(-1)?.id ?? lastMessage;
    return messages;
  }

  async function write(message: Message): Promise<void> {
    await writer.write(message);
    const label = messageLabel(message);
    if (label) err.write(styled('yellow', label), '\n');
  }

  async function print(message: Message): Promise<void> {
    if (own.has(message)) return;
    if (message.role === 'assistant') return write(message);
    out.write(styled('bold', 'You, elsewhere:'), ' ');
    out.writeText(`${textOf(message.content)}\n`);
  }

  /** Starts a run with a message. If no answer arrives, the hub may have started the run nevertheless. */
  async function start(text: string): Promise<Run> {
    own.expect(text);
    try {
      return await startRunWithRetries(hub, { threadId, assistantId: options.assistantId, text });
    } catch (error) {
      if (!(error instanceof HubUnreachableError)) own.dismiss(text);
      throw error;
    }
  }

  /** Shows the messages of other clients, and their active run. */
  async function catchUp(): Promise<void> {
    isCatchingUp = false;
    if (threadId === null) return;
    const run = await newestRun(hub, threadId);
    const messages = await fetchNewMessages();
    const active = run && isActive(run.status) ? run : null;
    const shown = messages.filter(({ run_id }) => active === null || run_id !== active.id);
    if (shown.length === 0 && !active) return;
    await requests.hidePrompt(async () => {
      for (const message of shown) await print(message);
      if (!active) return;
      running = active;
      try {
        await showRun(hub, active, showOther);
      } finally {
        running = null;
      }
      for (const message of await fetchNewMessages()) if (message.run_id !== active.id) await print(message);
    });
  }

  function scheduleCatchUp(): void {
    if (isCatchingUp) return;
    isCatchingUp = true;
    inTurn(catchUp).catch(options.onProblem);
  }

  const closeEvents = openAccountStream({
    clock: nodeTimer,
    openEventSource: hub.openEventSource,
    mayHaveMissed: false,
    onEnvelope(text) {
      const event = parseAccountEvent(text);
      if (event && event.event !== ACCOUNT_EVENT.runProgress && event.data.thread_id === threadId)
        scheduleCatchUp();
    },
    onMissed: scheduleCatchUp,
    async onRefused() {
      const problem = await hub.signInProblem();
      if (problem) options.onProblem(problem); // otherwise the stream reconnects, and onMissed catches up
    },
  });

  return {
    get threadId() {
      return threadId;
    },
    get running() {
      return running;
    },
    send: (text) =>
      inTurn(async () => {
        running = await start(text);
        const { id, thread_id } = running;
        if (threadId === null) options.onThread((threadId = thread_id));
        try {
          const followed = await showRun(hub, running, show);
          for (const message of await fetchNewMessages()) if (message.run_id !== id) await print(message);
          return followed;
        } finally {
          running = null;
        }
      }),
    resume: (shownMessages) =>
      inTurn(async () => {
        if (threadId === null) return;
        const run = await newestRun(hub, threadId);
        const last = await lastMessages(hub, threadId, Math.max(shownMessages, 1));
        lastMessage = last.at(-1)?.id ?? null;
        const showsRun = run !== null && isActive(run.status); // its messages are shown below, by catchUp
        for (const message of shownMessages > 0 ? last : []) {
          if (showsRun && message.run_id === run.id) continue;
          if (message.role === 'user') err.write(styled('dim', 'You:'), ' ');
          await write(message);
        }
        const ending = run && shownMessages > 0 ? turnEndings(last, [run]).at(-1) : null;
        if (ending?.text) err.write(styled('yellow', ending.text), '\n');
        scheduleCatchUp();
      }),
    stopWriting: () => writer.stop(),
    async close() {
      closeEvents();
      await turns;
    },
  };
}
