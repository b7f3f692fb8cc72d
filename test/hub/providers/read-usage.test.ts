import { describe, expect, it } from 'vitest';
import { readUsage } from '../../../src/hub/providers/read-usage.ts';
import { addUsage, type Usage } from '../../../src/protocol/usage.ts';

const COUNTS = { prompt_tokens: 3, completion_tokens: 40, total_tokens: 43 };
const withThinking = (tokens: number): Usage => ({
  ...COUNTS,
  completion_tokens_details: { reasoning_tokens: tokens },
});

describe('the usage of a completion', () => {
  it.each<[string, unknown, Usage | null]>([
    ['the tokens of the thinking, as OpenAI reports them', withThinking(30), withThinking(30)],
    ['none of them, as of a model that does not think', withThinking(0), withThinking(0)],
    ['them beside the other counts', { ...COUNTS, reasoning_tokens: 30 }, withThinking(30)],
    [
      'them in either place',
      { ...COUNTS, completion_tokens_details: {}, reasoning_tokens: 30 },
      withThinking(30),
    ],
    ['no details', COUNTS, COUNTS],
    ['empty details', { ...COUNTS, completion_tokens_details: null }, COUNTS],
    ['details that are none', { ...COUNTS, completion_tokens_details: { reasoning_tokens: 'many' } }, COUNTS],
    ['no counts', { completion_tokens_details: { reasoning_tokens: 3 } }, null],
    ['nothing', null, null],
  ])('is read from a server that reports %s', (_, usage, read) => {
    expect(readUsage({ usage })).toStrictEqual(read);
  });
});

describe('the sum of two usages', () => {
  it.each<[string, Usage | null, Usage | null, Usage | null]>([
    ['both with thinking', withThinking(30), withThinking(5), { ...twice(), ...thinking(35) }],
    ['one with thinking', COUNTS, withThinking(5), { ...twice(), ...thinking(5) }],
    ['none with thinking', COUNTS, COUNTS, twice()],
    ['only one', null, withThinking(5), withThinking(5)],
  ])('counts thinking too: %s', (_, one, other, sum) => {
    expect(addUsage(one, other)).toStrictEqual(sum);
    expect(addUsage(other, one)).toStrictEqual(sum);
  });

  function twice(): Usage {
    return { prompt_tokens: 6, completion_tokens: 80, total_tokens: 86 };
  }
  function thinking(tokens: number) {
    return { completion_tokens_details: { reasoning_tokens: tokens } };
  }
});
