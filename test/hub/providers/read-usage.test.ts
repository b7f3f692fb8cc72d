import { describe, expect, it } from 'vitest';
import { readUsage } from '../../../src/hub/providers/read-usage.ts';
import { addUsage, type Usage } from '../../../src/protocol/usage.ts';

const COUNTS = { prompt_tokens: 3, completion_tokens: 40, total_tokens: 43 };
const withThinking = (tokens: number): Usage => ({
  ...COUNTS,
  completion_tokens_details: { reasoning_tokens: tokens },
});

const cached = (tokens: number) => ({ prompt_tokens_details: { cached_tokens: tokens } });

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
    ['zeros, because it does not count', { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }, null],
    ['no total', { prompt_tokens: 3, completion_tokens: 40 }, COUNTS],
    ['counts that are none', { ...COUNTS, prompt_tokens: '3' }, null],
  ])('is read from a server that reports %s', (_, usage, read) => {
    expect(readUsage({ usage })).toStrictEqual(read);
  });
});

describe('the usage of', () => {
  it.each<[string, object, Usage]>([
    [
      'OpenAI',
      {
        ...COUNTS,
        prompt_tokens_details: { cached_tokens: 2, audio_tokens: 0 },
        completion_tokens_details: {
          reasoning_tokens: 30,
          audio_tokens: 0,
          accepted_prediction_tokens: 0,
          rejected_prediction_tokens: 0,
        },
      },
      { ...withThinking(30), ...cached(2) },
    ],
    [
      'OpenRouter',
      {
        ...COUNTS,
        cost: 0.00014,
        is_byok: false,
        prompt_tokens_details: { cached_tokens: 2, cache_write_tokens: 0, audio_tokens: 0 },
        cost_details: { upstream_inference_cost: null },
        completion_tokens_details: { reasoning_tokens: 30, image_tokens: 0 },
      },
      { ...withThinking(30), ...cached(2) },
    ],
    [
      'DeepSeek',
      {
        ...COUNTS,
        completion_tokens_details: { reasoning_tokens: 30 },
        prompt_cache_hit_tokens: 2,
        prompt_cache_miss_tokens: 1,
      },
      { ...withThinking(30), ...cached(2) },
    ],
    ['Moonshot', { ...COUNTS, cached_tokens: 2 }, { ...COUNTS, ...cached(2) }],
    ['Anthropic', { ...COUNTS, completion_tokens_details: {}, prompt_tokens_details: {} }, COUNTS],
    ['llama.cpp', { ...COUNTS, prompt_tokens_details: { cached_tokens: 2 } }, { ...COUNTS, ...cached(2) }],
    ['vLLM', { ...COUNTS, prompt_tokens_details: null }, COUNTS],
    ['Ollama', COUNTS, COUNTS],
    [
      'xAI, which counts the thinking beside the completion',
      {
        prompt_tokens: 3,
        completion_tokens: 10,
        total_tokens: 43,
        prompt_tokens_details: { text_tokens: 3, audio_tokens: 0, image_tokens: 0, cached_tokens: 2 },
        completion_tokens_details: { reasoning_tokens: 30, audio_tokens: 0 },
        num_sources_used: 0,
      },
      { ...withThinking(30), ...cached(2) },
    ],
    [
      'Perplexity, whose total is without the thinking',
      {
        prompt_tokens: 3,
        completion_tokens: 10,
        total_tokens: 13,
        search_context_size: 'low',
        citation_tokens: 190,
        num_search_queries: 2,
        reasoning_tokens: 30,
      },
      withThinking(30),
    ],
  ])('%s is read', (_, usage, read) => {
    expect(readUsage({ usage })).toStrictEqual(read);
  });
});

describe('the sum of two usages', () => {
  it.each<[string, Usage | null, Usage | null, Usage | null]>([
    ['both with thinking', withThinking(30), withThinking(5), { ...twice(), ...thinking(35) }],
    ['one with thinking', COUNTS, withThinking(5), { ...twice(), ...thinking(5) }],
    ['none with thinking', COUNTS, COUNTS, twice()],
    ['only one', null, withThinking(5), withThinking(5)],
    ['one with cached tokens', COUNTS, { ...COUNTS, ...cached(2) }, { ...twice(), ...cached(2) }],
  ])('counts thinking and cached tokens too: %s', (_, one, other, sum) => {
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
