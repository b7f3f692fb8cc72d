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
import { startRunWithRetries, type FollowedRun } from './runs.ts';
import { showRun } from './show-run.ts';
import { lastMessages, messagesAfter } from './thread-messages.ts';
import { turnEndings } from './turn-endings.ts';
import { styled } from './styled-text.ts';

/** Where a conversation is, and how it is shown. */
export interface ConversationOptions {
  threadId: string | null;
  assistantId: string;
  stream: boolean;
  /** Lets something be shown that comes from elsewhere. */
  aside: (show: () => Promise<void>) => Promise<void>;
  /** Hears of a thread that is made for what is said first. */
  onThread: (threadId: string) => void;
  /** Hears what went wrong with what comes from elsewhere. */
  onProblem: (error: unknown) => void;
}

/** A conversation in a terminal: one thread, in which others may speak, too. */
export interface Conversation {
  readonly threadId: string | null;
  /** The run that is shown and goes on, whoever has started it; null if none does. */
  readonly running: Run | null;
  /** Says something, and shows what comes of it. */
  say(text: string): Promise<FollowedRun>;
  /** Goes on with what was said before: shows the last of it, so many messages, and the run that is under way. */
  goOn(shown: number): Promise<void>;
  /** Ends the writing of a message that is under way. Tells whether there was one. */
  stopWriting(): boolean;
  close(): Promise<void>;
}

/** Opens a conversation. What others do in it comes by the events of the account, and is shown between two turns. */
export function openConversation(context: Context, options: ConversationOptions): Conversation {
  const { hub, terminal, status } = context;
  const { out, err } = terminal;
  const writer = createMessageWriter(out);
  const show = { terminal, status, stream: options.stream, writer };
  let { threadId } = options;
  let running: Run | null = null;
  let lastMessage: string | null = null;
  /** One thing at a time is shown. */
  let turns: Promise<unknown> = Promise.resolve();
  let isCatchingUp = false;
  const own = createOwnMessages();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = turns.then(work);
    turns = turn.catch(() => undefined); // whose turn it was is told, and the next one comes
    return turn;
  }

  /** What has been added to the thread since the last look. */
  async function news(): Promise<Message[]> {
    if (threadId === null) return [];
    const messages = await messagesAfter(hub, threadId, lastMessage);
    lastMessage = messages.at(-1)?.id ?? lastMessage;
    return messages;
  }

  async function write(message: Message): Promise<void> {
    await writer.write(message);
    const mark = messageLabel(message);
    if (mark) err.write(styled('yellow', mark), '\n');
  }

  async function print(message: Message): Promise<void> {
    if (own.has(message)) return;
    if (message.role === 'assistant') return write(message);
    out.write(styled('bold', 'You, elsewhere:'), ' ');
    out.writeText(`${textOf(message.content)}\n`);
  }

  /** Starts a run with what a person says. If no answer comes, the hub may have started it all the same. */
  async function start(text: string): Promise<Run> {
    own.expect(text);
    try {
      return await startRunWithRetries(hub, { threadId, assistantId: options.assistantId, text });
    } catch (error) {
      if (!(error instanceof HubUnreachableError)) own.dismiss(text);
      throw error;
    }
  }

  /** Shows what others have said, and the run that they have under way. */
  async function catchUp(): Promise<void> {
    isCatchingUp = false;
    if (threadId === null) return;
    const run = await newestRun(hub, threadId);
    const messages = await news();
    const active = run && isActive(run.status) ? run : null;
    const whole = messages.filter(({ run_id }) => active === null || run_id !== active.id);
    if (whole.length === 0 && !active) return;
    await options.aside(async () => {
      for (const message of whole) await print(message);
      if (!active) return;
      running = active;
      try {
        await showRun(hub, active, show);
      } finally {
        running = null;
      }
      for (const message of await news()) if (message.run_id !== active.id) await print(message);
    });
  }

  function onNews(): void {
    if (isCatchingUp) return;
    isCatchingUp = true;
    inTurn(catchUp).catch(options.onProblem);
  }

  const closeEvents = openAccountStream({
    clock: nodeTimer,
    openEventSource: hub.openEventSource,
    mayHaveMissed: false,
    onEnvelope(text) {
      const happened = parseAccountEvent(text);
      if (happened && happened.event !== ACCOUNT_EVENT.runProgress && happened.data.thread_id === threadId)
        onNews();
    },
    onMissed: onNews,
    async onRefused() {
      const problem = await hub.signInProblem();
      if (problem) options.onProblem(problem); // otherwise it asks again, and what is said meanwhile is shown then
    },
  });

  return {
    get threadId() {
      return threadId;
    },
    get running() {
      return running;
    },
    say: (text) =>
      inTurn(async () => {
        running = await start(text);
        const { id, thread_id } = running;
        if (threadId === null) options.onThread((threadId = thread_id));
        try {
          const followed = await showRun(hub, running, show);
          for (const message of await news()) if (message.run_id !== id) await print(message);
          return followed;
        } finally {
          running = null;
        }
      }),
    goOn: (shown) =>
      inTurn(async () => {
        if (threadId === null) return;
        const run = await newestRun(hub, threadId);
        const last = await lastMessages(hub, threadId, Math.max(shown, 1));
        lastMessage = last.at(-1)?.id ?? null;
        const showsRun = run !== null && isActive(run.status); // whole, in its turn
        for (const message of shown > 0 ? last : []) {
          if (showsRun && message.run_id === run.id) continue;
          if (message.role === 'user') err.write(styled('dim', 'You:'), ' ');
          await write(message);
        }
        const closing = run && shown > 0 ? turnEndings(last, [run]).at(-1) : null;
        if (closing?.ending) err.write(styled('yellow', closing.ending), '\n');
        onNews();
      }),
    stopWriting: () => writer.stop(),
    async close() {
      closeEvents();
      await turns;
    },
  };
}
