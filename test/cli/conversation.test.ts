import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { openConversation, type Conversation } from '../../src/cli/conversation.ts';
import type { Context } from '../../src/cli/context.ts';
import type { Hub } from '../../src/cli/hub.ts';
import { createPerson } from '../../src/cli/requests/person.ts';
import { createOutput, createStatusLine } from '../../src/cli/terminal.ts';
import type { SourceMessage } from '../../src/client/event-source.ts';
import { HubSilentError } from '../../src/client/hub-requests.ts';
import type { StreamSignal } from '../../src/client/run-stream.ts';
import { messageSchema, textContent, type Message } from '../../src/protocol/message.ts';
import { runSchema, type Run } from '../../src/protocol/run.ts';

const THREAD = 'thread_1';
const RUN: Run = runSchema.parse({
  id: 'run_1',
  object: 'thread.run',
  created_at: 1,
  thread_id: THREAD,
  assistant_id: 'a/b/1',
  status: 'completed',
});

/** A hub with one thread. The test sends the events of its runs. */
class OneThreadHub {
  readonly messages: Message[] = [];
  #onAccountEvent: (event: SourceMessage) => void = () => {};
  signals: StreamSignal[] = [];
  /** Whether the answer to a request for a run is lost, although the hub has started the run. */
  losesAnswers = false;
  written = '';

  readonly hub = {
    url: 'http://hub',
    openEventSource: () => ({
      readyState: 1,
      close: () => {},
      addEventListener: (type: string, listener: (event: SourceMessage) => void) => {
        if (type === 'message') this.#onAccountEvent = listener;
      },
    }),
    streamRun: () => asyncIterable(this.signals),
    requestAllPages: async (_: unknown, __: string, { after }: { after: string | null }) =>
      this.messages.slice(this.messages.findIndex(({ id }) => id === after) + 1),
    requestJson: async (_: unknown, path: string, options?: { body?: unknown }) => {
      if (path.endsWith('/runs?limit=1')) return { data: [RUN] };
      const { additional_messages: said } = options!.body as { additional_messages: { content: string }[] };
      for (const { content } of said) this.add('user', content);
      if (this.losesAnswers) throw new HubSilentError();
      return RUN;
    },
  } as unknown as Hub;

  add(role: 'user' | 'assistant', text: string): void {
    this.messages.push(
      messageSchema.parse({
        id: `msg_${this.messages.length}`,
        object: 'thread.message',
        created_at: 1,
        thread_id: THREAD,
        role,
        run_id: role === 'assistant' ? RUN.id : null,
        status: 'completed',
        content: textContent(text),
      }),
    );
  }

  open(): Conversation {
    const stream = new Writable({
      write: (bytes: Buffer, _, done) => {
        this.written += bytes.toString();
        done();
      },
    });
    const output = createOutput(stream, {});
    const context = {
      hub: this.hub,
      terminal: { out: output, err: output },
      status: createStatusLine(stream, {}),
    };
    return openConversation(context as unknown as Context, {
      threadId: THREAD,
      assistantId: 'a/b/1',
      stream: false,
      requests: {
        person: createPerson({ err: output, ask: null, yes: false }),
        hidePrompt: async (write) => write(),
        fail: (error) => {
          throw error;
        },
      },
      onThread: () => {},
      onProblem: (error) => {
        throw error;
      },
    });
  }

  /** Sends the client an account event about the thread. */
  async tell(): Promise<void> {
    const data = JSON.stringify({ event: 'hub.thread.changed', data: { thread_id: THREAD } });
    this.#onAccountEvent({ data, lastEventId: '' });
    await new Promise(setImmediate);
  }
}

async function* asyncIterable<T>(items: readonly T[]): AsyncIterable<T> {
  yield* items;
}

const COMPLETED: StreamSignal[] = [
  { type: 'event', id: { attempt: 1, seq: 1 }, event: { type: 'run.status', status: 'completed', run: RUN } },
  { type: 'end' },
];

it('does not show the person their own message again after a reconnect', async () => {
  const hub = new OneThreadHub();
  const conversation = hub.open();
  await expect(conversation.send('What is virtue?')).rejects.toThrow('Lost the connection to the hub');
  hub.add('assistant', 'A habit.');
  await hub.tell();
  expect(hub.written).toContain('A habit.');
  expect(hub.written).not.toContain('elsewhere');
  await conversation.close();
});

it('does not show it again when the answer to the request was lost', async () => {
  const hub = new OneThreadHub();
  hub.losesAnswers = true;
  const conversation = hub.open();
  await expect(conversation.send('What is virtue?')).rejects.toBeInstanceOf(HubSilentError);
  await hub.tell();
  expect(hub.written).not.toContain('elsewhere');
  await conversation.close();
});

it('shows a message of another client, even if the text is the same', async () => {
  const hub = new OneThreadHub();
  hub.signals = COMPLETED;
  const conversation = hub.open();
  const saying = conversation.send('What is virtue?');
  hub.add('user', 'What is virtue?');
  await saying;
  await hub.tell();
  expect(hub.written.split('You, elsewhere: What is virtue?')).toHaveLength(2);
  hub.add('user', 'What is virtue?');
  await hub.tell();
  expect(hub.written.split('You, elsewhere: What is virtue?')).toHaveLength(3);
  await conversation.close();
});
