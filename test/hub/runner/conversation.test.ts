import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import { insertMessages, newMessage, type MessageRow } from '../../../src/hub/db/messages.ts';
import type { IncompleteReason } from '../../../src/protocol/message.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

interface Listed {
  data: { content: { text: { value: string } }[] }[];
}
interface RunJson {
  id: string;
  notices: object[];
  truncation_strategy: object;
}

let hub: TestHub;
let threadId: string;
let seen: string[] = [];
let agentId: string;

const listing: Agent = async (env) => {
  seen = (await env.listMessages()).map(({ content }) => content);
};

beforeAll(async () => {
  hub = await openTestHub({ contextCharacters: 1_000 });
  agentId = hub.addAgent(listing);
});
afterAll(() => hub.close());
beforeEach(async () => {
  threadId = (await hub.call<{ id: string }>('/threads', {})).body.id;
});

function messageRow(
  role: 'user' | 'assistant',
  content: string,
  change: Partial<MessageRow> = {},
): MessageRow {
  return { ...newMessage(threadId, { role, content, metadata: {} }), ...change };
}
const broken = (content: string, incompleteReason: IncompleteReason) =>
  messageRow('assistant', content, { incompleteReason });

/** Runs an agent that reads the thread, and returns the run after its end. */
async function run(input: object = {}): Promise<RunJson> {
  const { body } = await hub.call<RunJson>(`/threads/${threadId}/runs`, { assistant_id: agentId, ...input });
  await hub.events(`/threads/${threadId}/stream/${body.id}`);
  return (await hub.call<RunJson>(`/threads/${threadId}/runs/${body.id}`)).body;
}

describe('agents get these messages of a thread, in TypeScript and over HTTP', () => {
  it.each<[string, () => MessageRow[], string[]]>([
    [
      'complete replies',
      () => [messageRow('user', 'A'), messageRow('assistant', 'B'), messageRow('user', 'C')],
      ['A', 'B', 'C'],
    ],
    [
      'no reply that failed',
      () => [messageRow('user', 'A'), broken('B', 'run_failed'), messageRow('user', 'C')],
      ['A', 'C'],
    ],
    [
      'no reply of a run that expired',
      () => [messageRow('user', 'A'), broken('B', 'run_expired'), messageRow('user', 'C')],
      ['A', 'C'],
    ],
    [
      'no reply of an incomplete run',
      () => [messageRow('user', 'A'), broken('B', 'run_incomplete'), messageRow('user', 'C')],
      ['A', 'C'],
    ],
    [
      'no empty reply',
      () => [messageRow('user', 'A'), messageRow('assistant', ' \n'), messageRow('user', 'C')],
      ['A', 'C'],
    ],
    [
      'no reply with nothing but thinking',
      () => [messageRow('user', 'A'), messageRow('assistant', '<think>Hm.</think>'), messageRow('user', 'C')],
      ['A', 'C'],
    ],
    [
      'no log',
      () => [
        messageRow('user', 'A'),
        messageRow('assistant', 'log', { metadata: { message_type: 'system:log' } }),
        messageRow('user', 'C'),
      ],
      ['A', 'C'],
    ],
    [
      'a reply that reached its token limit',
      () => [messageRow('user', 'A'), broken('B', 'max_tokens'), messageRow('user', 'C')],
      ['A', 'B', 'C'],
    ],
    [
      'a reply that was filtered',
      () => [messageRow('user', 'A'), broken('B', 'content_filter'), messageRow('user', 'C')],
      ['A', 'B', 'C'],
    ],
    [
      'a refusal',
      () => [messageRow('user', 'A'), broken('B', 'refusal'), messageRow('user', 'C')],
      ['A', 'B', 'C'],
    ],
    [
      'a reply that the person stopped and answered',
      () => [messageRow('user', 'A'), broken('B', 'run_cancelled'), messageRow('user', 'C')],
      ['A', 'B', 'C'],
    ],
    [
      'no stopped reply that is being retried',
      () => [
        messageRow('user', 'A'),
        messageRow('assistant', 'B'),
        messageRow('user', 'C'),
        broken('D', 'run_cancelled'),
      ],
      ['A', 'B', 'C'],
    ],
    [
      'no stopped reply that was retried, even after the next question',
      () => [
        messageRow('user', 'A'),
        broken('B', 'run_cancelled'),
        messageRow('assistant', 'C'),
        messageRow('user', 'D'),
        broken('E', 'run_cancelled'),
        broken('F', 'run_failed'),
        messageRow('user', 'G'),
      ],
      ['A', 'C', 'D', 'E', 'G'],
    ],
    ['nothing of an empty thread', () => [], []],
  ])('%s', async (_, rows, expected) => {
    await insertMessages(hub.db, rows());
    await run();
    expect(seen).toEqual(expected);
    const { body } = await hub.call<Listed>(`/threads/${threadId}/messages?conversation=true`);
    expect(body.data.map(({ content }) => content[0]?.text.value)).toEqual(expected);
  });
});

describe('a thread that is too long', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, at) =>
      messageRow(at % 2 ? 'assistant' : 'user', `${at} ${'x'.repeat(80)}`),
    );

  it('is read as far back as fits, and the run reports how many messages were left out', async () => {
    await insertMessages(hub.db, [...many(20), messageRow('user', 'last')]);
    const { notices } = await run();
    expect(seen.at(-1)).toBe('last');
    expect(seen.join('').length).toBeLessThan(1_000);
    expect(notices).toEqual([{ type: 'shortened', messages: 21 - seen.length }]);
  });

  it('always includes its newest message, of any length', async () => {
    await insertMessages(hub.db, [
      messageRow('user', 'A'),
      messageRow('assistant', 'B'),
      messageRow('user', 'x'.repeat(5_000)),
    ]);
    await run();
    expect(seen).toEqual(['x'.repeat(5_000)]);
  });

  it('with 20,000 messages is not read completely', async () => {
    const rows = Array.from({ length: 20_000 }, (_, at) => messageRow(at % 2 ? 'assistant' : 'user', 'x'));
    await insertMessages(hub.db, rows);
    const large = await hub.restart({ contextCharacters: 400_000 });
    hub = large;
    agentId = hub.addAgent(listing);
    const { notices } = await run();
    expect(seen.length).toBe(2_000);
    expect(notices).toEqual([{ type: 'shortened', messages: 18_000 }]);
  });
});

describe('the truncation_strategy of a run', () => {
  it('limits its agent to the last messages, and reports it', async () => {
    await insertMessages(hub.db, [
      messageRow('user', 'A'),
      messageRow('assistant', 'B'),
      messageRow('user', 'C'),
      messageRow('assistant', 'D'),
      messageRow('user', 'E'),
    ]);
    const strategy = { type: 'last_messages', last_messages: 3 };
    const { notices, truncation_strategy } = await run({ truncation_strategy: strategy });
    expect(seen).toEqual(['C', 'D', 'E']);
    expect(notices).toEqual([{ type: 'shortened', messages: 2 }]);
    expect(truncation_strategy).toEqual(strategy);
  });

  it('does not count messages that models never get', async () => {
    await insertMessages(hub.db, [
      messageRow('user', 'A'),
      messageRow('assistant', ' \n'),
      messageRow('assistant', 'log', { metadata: { message_type: 'agent:log' } }),
      broken('B', 'run_failed'),
      messageRow('user', 'C'),
      messageRow('assistant', 'D'),
    ]);
    const { notices } = await run({ truncation_strategy: { type: 'last_messages', last_messages: 1 } });
    expect(seen).toEqual(['D']);
    expect(notices).toEqual([{ type: 'shortened', messages: 2 }]);
  });

  it('may leave only a reply', async () => {
    await insertMessages(hub.db, [
      messageRow('user', 'A'),
      messageRow('assistant', '\u{1f44d}'.repeat(2_000)),
    ]);
    const { notices } = await run({ truncation_strategy: { type: 'last_messages', last_messages: 1 } });
    expect(seen).toEqual(['\u{1f44d}'.repeat(2_000)]);
    expect(notices).toEqual([{ type: 'shortened', messages: 1 }]);
  });

  it('defaults to as many messages as fit', async () => {
    await insertMessages(hub.db, [messageRow('user', 'A')]);
    const auto = { type: 'auto', last_messages: null };
    expect((await run({ truncation_strategy: auto })).truncation_strategy).toEqual(auto);
    expect((await run({ truncation_strategy: { type: 'auto' } })).truncation_strategy).toEqual(auto);
    expect((await run()).truncation_strategy).toEqual(auto);
  });

  it.each([{ type: 'last_messages' }, { type: 'last_messages', last_messages: 0 }, { type: 'middle' }])(
    'is refused if it is invalid: %j',
    async (strategy) => {
      const { status } = await hub.call(`/threads/${threadId}/runs`, {
        assistant_id: agentId,
        truncation_strategy: strategy,
      });
      expect(status).toBe(400);
    },
  );
});
