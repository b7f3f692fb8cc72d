import { refuseWith } from '../../support/model-answers.ts';
import { anthropic, assistant, user, type PublicRefusal } from './public-refusal.ts';
import { openAi } from './refusals.ts';

const STREAM_OPTIONS: PublicRefusal[] = [
  // https://github.com/FlowiseAI/Flowise/issues/2866
  {
    error: {
      object: 'error',
      type: 'invalid_request_error',
      message: "Extra inputs are not permitted, field: 'stream_options', value: {'include_usage': True}",
    },
  },
  // https://github.com/modelscope/ms-agent/issues/489
  {
    object: 'error',
    message:
      "[{'type': 'extra_forbidden', 'loc': ('body', 'stream_options'), 'msg': 'Extra inputs are not permitted', 'input': {}}]",
    type: 'BadRequestError',
    param: null,
    code: 400,
  },
  // https://github.com/microsoft/semantic-kernel/issues/10510
  {
    error: {
      requestid: 'eea1c96d',
      code: 400,
      message: 'Validation error at #/stream_options: Extra inputs are not permitted',
    },
  },
].map((body, at) => ({
  name: `53.${at + 1} stream_options, only named in the message`,
  asked: { stream_options: { include_usage: true } },
  refusals: [{ when: (sent) => 'stream_options' in sent, refusal: refuseWith(400, body) }],
  requests: 2,
}));

const ONLY_STREAMS: PublicRefusal[] = [
  // https://github.com/infiniflow/ragflow/issues/8972
  'parameter.enable_thinking must be set to false for non-streaming calls',
  // https://github.com/musistudio/claude-code-router/issues/948
  'enable thinking can not be support when `stream=False`.',
].map((message, at) => ({
  name: `55.${at + 1} a model that answers only in streams`,
  asked: { stream: false },
  refusals: [
    {
      when: (sent) => sent.stream !== true && sent['enable_thinking'] !== false,
      refusal: refuseWith(400, openAi(message, null, 'invalid_parameter_error')),
    },
  ],
  requests: 2,
}));

/** Refusals of parameters from public reports, each with the report's address. */
export const REFUSED_PARAMETERS: PublicRefusal[] = [
  ...STREAM_OPTIONS,
  ...ONLY_STREAMS,
  {
    // https://github.com/can1357/oh-my-pi/issues/9569
    name: '43 OpenRouter: credits for fewer tokens',
    asked: { max_tokens: 65_536 },
    refusals: [
      {
        when: (sent) => !(Number(sent['max_tokens']) <= 30_104),
        refusal: refuseWith(402, {
          error: {
            message:
              'This request requires more credits, or fewer max_tokens. You requested up to 65536 tokens, but can only afford 30104. To increase, visit https://openrouter.ai/settings/credits and upgrade to a paid account',
            code: 402,
            metadata: { provider_name: null },
          },
          user_id: 'user_1',
        }),
      },
    ],
    requests: 2,
    again: 2,
    answered: { max_tokens: 30_104 },
  },
  {
    // https://github.com/charmbracelet/crush/issues/1216
    name: '54 OpenAI: an organization that may not stream',
    refusals: [
      {
        when: (sent) => sent.stream === true,
        refusal: refuseWith(
          400,
          openAi(
            'Your organization must be verified to stream this model. Please go to: https://platform.openai.com/settings/organization/general and click on Verify Organization. If you just verified, it can take up to 15 minutes for access to propagate.',
            'stream',
            'unsupported_value',
          ),
        ),
      },
    ],
    requests: 2,
  },
  {
    // https://github.com/earendil-works/pi/issues/3649
    name: '56.1 an empty list of tools',
    asked: { tools: [], tool_choice: 'auto', parallel_tool_calls: false },
    refusals: [
      {
        when: ({ tools: sent, ...rest }) =>
          (Array.isArray(sent) && sent.length === 0) ||
          'tool_choice' in rest ||
          'parallel_tool_calls' in rest,
        refusal: refuseWith(400, openAi("[] is too short - 'tools'")),
      },
    ],
    requests: 1,
  },
  {
    // https://github.com/router-for-me/CLIProxyAPI/issues/193
    name: '62.1 Claude: temperature and top_p',
    asked: { temperature: 0.5, top_p: 0.9 },
    refusals: [
      {
        when: (sent) => sent['temperature'] !== undefined && sent['top_p'] !== undefined,
        refusal: refuseWith(
          400,
          anthropic('temperature and top_p cannot both be specified for this model. Please use only one.'),
        ),
      },
    ],
    requests: 2,
    answered: { temperature: 0.5 },
  },
  {
    // https://github.com/countbot-ai/CountBot/issues/61
    name: '62.2 Kimi: one temperature',
    asked: { temperature: 0.5 },
    refusals: [
      {
        when: (sent) => (sent['temperature'] ?? 1) !== 1,
        refusal: refuseWith(400, openAi('invalid temperature: only 1 is allowed for this model')),
      },
    ],
    requests: 2,
  },
  {
    // https://github.com/AbanteAI/LoCoDiff-bench/issues/70
    name: '66.1 a maximum answer length beyond the context, behind a router',
    asked: { max_tokens: 61_287 },
    refusals: [
      {
        when: (sent) => Number(sent['max_tokens'] ?? 0) > 50_146,
        refusal: refuseWith(400, {
          error: {
            message: 'Provider returned error',
            code: 400,
            metadata: {
              raw: '{"type":"error","error":{"type":"invalid_request_error","message":"input length and `max_tokens` exceed context limit: 149854 + 61287 > 200000, decrease input length or `max_tokens` and try again"}}',
              provider_name: 'Google',
            },
          },
        }),
      },
    ],
    requests: 2,
    again: 2,
  },
  {
    // https://github.com/NVIDIA/garak/pull/1112
    name: '66.2 a maximum answer length beyond the context',
    asked: { max_tokens: 200_000, messages: [user('A'), assistant('B'), user('C')] },
    refusals: [
      {
        when: (sent) => Number(sent['max_tokens'] ?? 0) > 8_168,
        refusal: refuseWith(
          400,
          openAi(
            "This model's maximum context length is 8192 tokens. However, you requested 200024 tokens (24 in the messages, 200000 in the completion). Please reduce the length of the messages or completion.",
            'messages',
            'context_length_exceeded',
          ),
        ),
      },
    ],
    requests: 2,
    again: 2,
    answered: { messages: [user('A'), assistant('B'), user('C')] },
  },
];
