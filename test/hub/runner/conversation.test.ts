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

function said(role: 'user' | 'assistant', content: string, change: Partial<MessageRow> = {}): MessageRow {
  return { ...newMessage(threadId, { role, content, metadata: {} }), ...change };
}
const broken = (content: string, incompleteReason: IncompleteReason) =>
  said('assistant', content, { incompleteReason });

/** Runs an agent that reads the thread, and gives the run once it has ended. */
async function run(input: object = {}): Promise<RunJson> {
  const { body } = await hub.call<RunJson>(`/threads/${threadId}/runs`, { assistant_id: agentId, ...input });
  await hub.events(`/threads/${threadId}/stream/${body.id}`);
  return (await hub.call<RunJson>(`/threads/${threadId}/runs/${body.id}`)).body;
}

describe('what agents are given of a thread, in TypeScript and over HTTP alike', () => {
  it.each<[string, () => MessageRow[], string[]]>([
    ['whole replies', () => [said('user', 'A'), said('assistant', 'B'), said('user', 'C')], ['A', 'B', 'C']],
    [
      'no reply that failed',
      () => [said('user', 'A'), broken('B', 'run_failed'), said('user', 'C')],
      ['A', 'C'],
    ],
    [
      'no reply that took too long',
      () => [said('user', 'A'), broken('B', 'run_expired'), said('user', 'C')],
      ['A', 'C'],
    ],
    [
      'no reply of a run that was given up',
      () => [said('user', 'A'), broken('B', 'run_incomplete'), said('user', 'C')],
      ['A', 'C'],
    ],
    ['no empty reply', () => [said('user', 'A'), said('assistant', ' \n'), said('user', 'C')], ['A', 'C']],
    [
      'no reply of thoughts alone',
      () => [said('user', 'A'), said('assistant', '<think>Hm.</think>'), said('user', 'C')],
      ['A', 'C'],
    ],
    [
      'no log',
      () => [
        said('user', 'A'),
        said('assistant', 'log', { metadata: { message_type: 'system:log' } }),
        said('user', 'C'),
      ],
      ['A', 'C'],
    ],
    [
      'a reply that was cut at its length',
      () => [said('user', 'A'), broken('B', 'max_tokens'), said('user', 'C')],
      ['A', 'B', 'C'],
    ],
    [
      'a reply that was filtered',
      () => [said('user', 'A'), broken('B', 'content_filter'), said('user', 'C')],
      ['A', 'B', 'C'],
    ],
    ['a refusal', () => [said('user', 'A'), broken('B', 'refusal'), said('user', 'C')], ['A', 'B', 'C']],
    [
      'a reply that the person stopped and answered',
      () => [said('user', 'A'), broken('B', 'run_cancelled'), said('user', 'C')],
      ['A', 'B', 'C'],
    ],
    [
      'no stopped reply that is being retried',
      () => [said('user', 'A'), said('assistant', 'B'), said('user', 'C'), broken('D', 'run_cancelled')],
      ['A', 'B', 'C'],
    ],
    [
      'no stopped reply that was retried, after the next question either',
      () => [
        said('user', 'A'),
        broken('B', 'run_cancelled'),
        said('assistant', 'C'),
        said('user', 'D'),
        broken('E', 'run_cancelled'),
        broken('F', 'run_failed'),
        said('user', 'G'),
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
    Array.from({ length: count }, (_, at) => said(at % 2 ? 'assistant' : 'user', `${at} ${'x'.repeat(80)}`));

  it('is read as far back as there is room, and the run says how much was left out', async () => {
    await insertMessages(hub.db, [...many(20), said('user', 'last')]);
    const { notices } = await run();
    expect(seen.at(-1)).toBe('last');
    expect(seen.join('').length).toBeLessThan(1_000);
    expect(notices).toEqual([{ type: 'shortened', messages: 21 - seen.length }]);
  });

  it('gives its newest message, whatever its length', async () => {
    await insertMessages(hub.db, [
      said('user', 'A'),
      said('assistant', 'B'),
      said('user', 'x'.repeat(5_000)),
    ]);
    await run();
    expect(seen).toEqual(['x'.repeat(5_000)]);
  });

  it('of 20,000 messages is not read whole', async () => {
    const rows = Array.from({ length: 20_000 }, (_, at) => said(at % 2 ? 'assistant' : 'user', 'x'));
    await insertMessages(hub.db, rows);
    const large = await hub.restart({ contextCharacters: 400_000 });
    hub = large;
    agentId = hub.addAgent(listing);
    const { notices } = await run();
    expect(seen.length).toBe(2_000);
    expect(notices).toEqual([{ type: 'shortened', messages: 18_000 }]);
  });
});

describe('a run’s strategy of truncation', () => {
  it('gives its agent no more than the last messages, and says so', async () => {
    await insertMessages(hub.db, [
      said('user', 'A'),
      said('assistant', 'B'),
      said('user', 'C'),
      said('assistant', 'D'),
      said('user', 'E'),
    ]);
    const strategy = { type: 'last_messages', last_messages: 3 };
    const { notices, truncation_strategy } = await run({ truncation_strategy: strategy });
    expect(seen).toEqual(['C', 'D', 'E']);
    expect(notices).toEqual([{ type: 'shortened', messages: 2 }]);
    expect(truncation_strategy).toEqual(strategy);
  });

  it('does not count what no model is sent anyway', async () => {
    await insertMessages(hub.db, [
      said('user', 'A'),
      said('assistant', ' \n'),
      said('assistant', 'log', { metadata: { message_type: 'agent:log' } }),
      broken('B', 'run_failed'),
      said('user', 'C'),
      said('assistant', 'D'),
    ]);
    const { notices } = await run({ truncation_strategy: { type: 'last_messages', last_messages: 1 } });
    expect(seen).toEqual(['D']);
    expect(notices).toEqual([{ type: 'shortened', messages: 2 }]);
  });

  it('may give a reply alone', async () => {
    await insertMessages(hub.db, [said('user', 'A'), said('assistant', '\u{1f44d}'.repeat(2_000))]);
    const { notices } = await run({ truncation_strategy: { type: 'last_messages', last_messages: 1 } });
    expect(seen).toEqual(['\u{1f44d}'.repeat(2_000)]);
    expect(notices).toEqual([{ type: 'shortened', messages: 1 }]);
  });

  it('is as much as fits, if nothing else is said', async () => {
    await insertMessages(hub.db, [said('user', 'A')]);
    const auto = { type: 'auto', last_messages: null };
    expect((await run({ truncation_strategy: auto })).truncation_strategy).toEqual(auto);
    expect((await run({ truncation_strategy: { type: 'auto' } })).truncation_strategy).toEqual(auto);
    expect((await run()).truncation_strategy).toEqual(auto);
  });

  it.each([{ type: 'last_messages' }, { type: 'last_messages', last_messages: 0 }, { type: 'middle' }])(
    'is refused where it makes no sense: %j',
    async (strategy) => {
      const { status } = await hub.call(`/threads/${threadId}/runs`, {
        assistant_id: agentId,
        truncation_strategy: strategy,
      });
      expect(status).toBe(400);
    },
  );
});
