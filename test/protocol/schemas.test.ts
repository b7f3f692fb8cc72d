import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prettifyError } from 'zod';
import { agentMetadataSchema } from '../../src/protocol/assistant.ts';
import { formatEventId, parseEventId } from '../../src/protocol/event-id.ts';
import { createId } from '../../src/protocol/ids.ts';
import { messageSchema } from '../../src/protocol/message.ts';
import { messageInputSchema } from '../../src/protocol/message-input.ts';
import { metadataSchema } from '../../src/protocol/metadata.ts';
import { pageSchema } from '../../src/protocol/page.ts';
import { pageQuerySchema } from '../../src/protocol/page-query.ts';
import { runInputSchema, runUpdateSchema } from '../../src/protocol/run-input.ts';
import { threadInputSchema } from '../../src/protocol/thread-input.ts';
import { messageObject } from './wire-objects.ts';

/** The example in NEAR AI's documentation of agent streaming. */
const example = {
  name: 'streaming-example',
  version: '0.0.3',
  category: 'agent',
  description: 'Demonstrates streaming agent runs.',
  tags: ['streaming'],
  details: {
    display_name: 'Streaming Example',
    icon: 'https://static.thenounproject.com/png/1677760-200.png',
    agent: {
      show_streaming_message: true,
      welcome: {
        title: 'Example of streaming agent runs',
        description: 'I respond as Socrates then as Plato.',
      },
      defaults: {
        max_iterations: 1,
        model: 'llama-v3p3-70b-instruct',
        model_max_tokens: 4000,
        model_provider: 'fireworks',
      },
    },
    capabilities: [],
  },
  show_entry: true,
};

describe("an agent's metadata.json", () => {
  it('of the documentation is kept as it is, including unknown fields', () => {
    expect(agentMetadataSchema.parse(example)).toEqual(example);
  });

  it.each([
    ['no details', {}],
    ['details without an agent', { details: {} }],
    ['an agent without the setting', { details: { agent: { welcome: {} } } }],
  ])('shows streaming text unless it says otherwise: %s', (_, more) => {
    const metadata = agentMetadataSchema.parse({ name: 'a', version: '1', ...more });
    expect(metadata.details.agent).toMatchObject({ show_streaming_message: true, welcome: {}, defaults: {} });
  });

  it('can hide streaming text', () => {
    const metadata = { name: 'a', version: '1', details: { agent: { show_streaming_message: false } } };
    expect(agentMetadataSchema.parse(metadata).details.agent.show_streaming_message).toBe(false);
  });

  it('can have a setting for thinking and one for tool calls, which have no default of their own', () => {
    const agent = { show_streaming_thinking: false, show_streaming_tools: true };
    expect(agentMetadataSchema.parse(withAgent(agent)).details.agent).toMatchObject(agent);
    const keys = Object.keys(agentMetadataSchema.parse(withAgent({})).details.agent);
    expect(keys).toEqual(['show_streaming_message', 'welcome', 'defaults']);
  });

  it.each([
    [false, false],
    ['no', undefined],
    [undefined, undefined],
  ])('can say that it does not stream; other values are ignored: %j', (streams, read) => {
    const metadata = { name: 'a', version: '1', details: { agent: { streams } } };
    expect(agentMetadataSchema.parse(metadata).details.agent.streams).toBe(read);
  });

  it.each([
    ['name', { version: '1' }],
    ['version', { name: 'a', version: '' }],
    ['category', { name: 'a', version: '1', category: 'model' }],
    ['tags', { name: 'a', version: '1', tags: 'streaming' }],
    ['details.agent.show_streaming_message', withAgent({ show_streaming_message: 'yes' })],
    ['details.agent.show_streaming_thinking', withAgent({ show_streaming_thinking: 1 })],
    ['details.agent.show_streaming_tools', withAgent({ show_streaming_tools: null })],
    ['details.agent.welcome.title', withAgent({ welcome: { title: 7 } })],
    ['details.agent.defaults.model_max_tokens', withAgent({ defaults: { model_max_tokens: 0 } })],
    ['details.agent.defaults.model_temperature', withAgent({ defaults: { model_temperature: -1 } })],
  ])('reports an error at %s', (path, metadata) => {
    const { error } = agentMetadataSchema.safeParse(metadata);
    expect(error && prettifyError(error)).toContain(`at ${path}`);
  });

  function withAgent(agent: object) {
    return { name: 'a', version: '1', details: { agent } };
  }
});

describe('event ids', () => {
  it('survive formatting and parsing', () => {
    const number = fc.integer({ min: 1, max: 10 ** 15 - 1 });
    fc.assert(
      fc.property(number, number, (attempt, seq) => {
        expect(parseEventId(formatEventId({ attempt, seq }))).toEqual({ attempt, seq });
      }),
    );
  });

  it.each([
    '',
    '1',
    '1-',
    '-1',
    '0-1',
    '1-0',
    '01-1',
    '1-1-1',
    ' 1-1',
    '1-1\n',
    '1-1e3',
    '١-١',
    `1-${'9'.repeat(16)}`,
  ])('are not read from %j', (text) => expect(parseEventId(text)).toBeNull());
});

describe('ids', () => {
  it('start with a prefix for their kind, and can be part of a path', () => {
    for (const prefix of ['thread', 'msg', 'run'] as const) {
      expect(createId(prefix)).toMatch(new RegExp(`^${prefix}_[\\w-]{24}$`));
    }
  });

  it('are unique, and all of their bits are random', () => {
    const ids = Array.from({ length: 5_000 }, () => createId('msg').slice('msg_'.length));
    expect(new Set(ids).size).toBe(ids.length);
    for (let at = 0; at < 24; at++) expect(new Set(ids.map((id) => id[at])).size).toBe(64);
  });
});

describe('a request to the hub', () => {
  it('may have a message as text or in parts', () => {
    expect(messageInputSchema.parse({ role: 'user', content: 'What is virtue?' })).toEqual({
      role: 'user',
      content: 'What is virtue?',
      metadata: {},
    });
    const content = ['What is virtue?', 'Can it be taught?'].map((text) => ({ type: 'text', text }));
    expect(messageInputSchema.parse({ role: 'user', content }).content).toBe(
      'What is virtue?\n\nCan it be taught?',
    );
  });

  it.each([
    ['must contain some text', { role: 'user', content: ' \n' }],
    ['must contain some text', { role: 'user', content: [] }],
    ['must be at most 1000000 characters long', { role: 'user', content: 'x'.repeat(1_000_001) }],
    ['at role', { role: 'system', content: 'x' }],
    ['at content', { role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] }],
    ['at metadata', { role: 'user', content: 'x', metadata: { key: 7 } }],
  ])('says what is wrong with a message: %s', (problem, message) => {
    const { error } = messageInputSchema.safeParse(message);
    expect(error && prettifyError(error)).toContain(problem);
  });

  it('may have up to 16 entries of metadata', () => {
    const notes = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`key${at}`, 'x']));
    expect(metadataSchema.safeParse(notes(16)).success).toBe(true);
    expect(metadataSchema.safeParse(notes(17)).error?.issues[0]?.message).toBe('at most 16 keys');
    expect(metadataSchema.safeParse({ ['k'.repeat(65)]: 'x' }).success).toBe(false);
    expect(metadataSchema.safeParse({ key: 'x'.repeat(513) }).success).toBe(false);
  });

  it('gets the newest 20 items of a list by default', () => {
    expect(pageQuerySchema.parse({})).toEqual({ limit: 20, order: 'desc' });
    expect(pageQuerySchema.parse({ limit: '5', order: 'asc', after: 'msg_1' })).toMatchObject({ limit: 5 });
    for (const limit of ['101', '10000'])
      expect(pageQuerySchema.parse({ limit }), 'as many as a page holds').toMatchObject({ limit: 100 });
    for (const limit of ['0', '-1', '2.5', 'all'])
      expect(pageQuerySchema.safeParse({ limit }).success).toBe(false);
  });

  it('may leave out everything optional', () => {
    expect(threadInputSchema.parse({})).toEqual({ messages: [], metadata: {} });
    expect(runInputSchema.parse({ assistant_id: 'a', tools: null })).toEqual({
      assistant_id: 'a',
      tools: null,
    });
    expect(runInputSchema.safeParse({ assistant_id: 'a', other: 1 }).error?.issues[0]?.code).toBe(
      'unrecognized_keys',
    );
    expect(runInputSchema.safeParse({}).error?.issues[0]?.path).toEqual(['assistant_id']);
  });
});

describe('text that each event of a run repeats', () => {
  it('is short: the name of the model, and the error', () => {
    const isTaken = (model: string) => runInputSchema.safeParse({ assistant_id: 'a', model }).success;
    expect(isTaken('m'.repeat(1_000))).toBe(true);
    expect(isTaken('m'.repeat(1_001))).toBe(false);
    const failed = runUpdateSchema.parse({
      status: 'failed',
      last_error: { message: 'e'.repeat(1_000_000) },
    });
    expect(failed.last_error?.message).toBe('e'.repeat(10_000));
  });
});

describe('an answer of the hub', () => {
  it('keeps fields that this client does not know', () => {
    const page = {
      object: 'list',
      data: [{ ...messageObject('msg_1', 'So be it.'), attachments: [{ file_id: 'file_1' }] }],
      first_id: 'msg_1',
      last_id: 'msg_1',
      has_more: false,
    };
    expect(pageSchema(messageSchema).parse(page)).toEqual(page);
  });
});
