import { refuseWith } from '../../support/model-answers.ts';
import type { ModelAnswer } from '../../support/model-server.ts';
import { openAi } from './refusals.ts';

/** OpenAI's refusal of too many requests. */
export const busy = (headers?: Record<string, string>) =>
  refuseWith(
    429,
    { error: { message: 'Rate limit reached.', type: 'requests', code: 'rate_limit_exceeded' } },
    headers,
  );
/** Refusals with a pause, in forms from public reports, and the expected pause in milliseconds. */
export const PUBLIC_PAUSES: [string, ModelAnswer, number][] = [
  // public reports: https://github.com/anomalyco/opencode/pull/48185
  ['429 with milliseconds', busy({ 'retry-after': '370ms' }), 370],
  ['429 with a unit', busy({ 'retry-after': '1.5s' }), 1_500],
  ['429 with minutes', busy({ 'retry-after': '0m59.56s' }), 59_560],
  ['429 with a negative time', busy({ 'retry-after': '-1' }), 500],
  ['429 with a word as the time', busy({ 'retry-after': 'soon' }), 500],
  ['429 with NaN as the time', busy({ 'retry-after': 'NaN', 'retry-after-ms': 'NaN' }), 500],
  ['429 with an empty time', busy({ 'retry-after': '' }), 500],
  ['429 with retry-after-ms alone', busy({ 'retry-after-ms': '250' }), 250],
  [
    '429 with the reset times of its limits',
    busy({ 'x-ratelimit-reset-requests': '6s', 'x-ratelimit-reset-tokens': '1.57s' }),
    500,
  ],
  // https://github.com/AtomicBot-ai/atomic-agent/issues/106
  [
    '429 of Gemini, whose quota is renewed soon',
    refuseWith(429, [
      {
        error: {
          code: 429,
          message: 'You exceeded your current quota. Please retry in 1.8s.',
          status: 'RESOURCE_EXHAUSTED',
          details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1.5s' }],
        },
      },
    ]),
    1_500,
  ],
  // https://github.com/groq/groq-typescript/issues/28
  [
    '429 with a time in its message',
    refuseWith(429, openAi('Rate limit reached. Please try again in 2.5s.')),
    2_500,
  ],
  // https://github.com/LibreChat-AI/agents/pull/358
  [
    '429 for concurrent requests',
    refuseWith(429, {
      status: 429,
      error: 'INSUFFICIENT QUOTA',
      message: 'You exceeded your current limit of concurrent requests.',
    }),
    500,
  ],
];
