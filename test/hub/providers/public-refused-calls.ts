import { refuseWith } from '../../support/model-answers.ts';
import {
  anthropic,
  assistant,
  callOf,
  mistral,
  resultOf,
  tools,
  user,
  withCall,
  type PublicRefusal,
} from './public-refusal.ts';
import { openAi } from './refusals.ts';

/** Refusals of tool calls and their results from public reports, each with the report's address. */
export const REFUSED_CALLS: PublicRefusal[] = [
  {
    // https://github.com/earendil-works/pi/issues/3636
    name: '45.1 DeepSeek: reasoning must be sent back with tool calls',
    asked: {
      tools,
      messages: [user('A'), { ...callOf('call_1'), reasoning_content: 'Hm' }, resultOf('call_1')],
    },
    refusals: [
      {
        when: (_sent, messages) => messages.some((one) => one.tool_calls && !one['reasoning_content']),
        refusal: refuseWith(
          400,
          openAi('The `reasoning_content` in the thinking mode must be passed back to the API.'),
        ),
      },
    ],
    requests: 1,
  },
  ...[
    {
      // https://github.com/anomalyco/opencode/issues/24722
      name: '45.4 DeepSeek: a call without reasoning',
      words: 'The `reasoning_content` in the thinking mode must be passed back to the API.',
    },
    {
      // https://github.com/abhigyanpatwari/GitNexus/issues/43
      name: '45.5 DeepSeek: a call without reasoning, in other words',
      words:
        'Missing `reasoning_content` field in the assistant message at message index 2. For more information, please refer to https://api-docs.deepseek.com/guides/thinking_mode#tool-calls',
    },
    {
      // https://github.com/bytedance/deer-flow/issues/3043
      name: '45.6 Kimi: a call without reasoning, which may not be empty',
      words: 'thinking is enabled but reasoning_content is missing in assistant tool call message at index 2',
    },
  ].map(({ name, words }): PublicRefusal => ({
    name,
    asked: { tools, messages: withCall },
    refusals: [
      {
        when: (_sent, messages) => messages.some((one) => one.tool_calls && !one['reasoning_content']),
        refusal: refuseWith(400, openAi(words)),
      },
    ],
    requests: 2,
    answered: { messages: [{ role: 'user' }, { reasoning_content: ' ' }, { role: 'tool' }] },
  })),
  {
    // https://github.com/janhq/jan/issues/8136
    name: '45.2 Groq: reasoning must not be sent back',
    asked: {
      tools,
      messages: [user('A'), { ...callOf('call_1'), reasoning_content: 'Hm' }, resultOf('call_1')],
    },
    refusals: [
      {
        when: (_sent, messages) => messages.some((one) => 'reasoning_content' in one || 'reasoning' in one),
        refusal: refuseWith(
          400,
          openAi(
            "'messages.1' : for 'role:assistant' the following must be satisfied[('messages.1' : property 'reasoning_content' is unsupported)]",
          ),
        ),
      },
    ],
    requests: 2,
  },
  {
    // https://github.com/CherryHQ/cherry-studio/issues/16790
    name: '45.3 Cerebras: reasoning must not be sent back',
    asked: {
      tools,
      messages: [user('A'), { ...callOf('call_1'), reasoning_content: 'Hm' }, resultOf('call_1')],
    },
    refusals: [
      {
        when: (_sent, messages) => messages.some((one) => 'reasoning_content' in one),
        refusal: refuseWith(400, {
          message:
            "messages.2.assistant.reasoning_content: property 'messages.2.assistant.reasoning_content' is unsupported",
          type: 'invalid_request_error',
          param: 'validation_error',
          code: 'wrong_api_format',
        }),
      },
    ],
    requests: 2,
  },
  {
    // https://github.com/openai/openai-node/issues/1341
    name: '56.2 an empty list of calls',
    asked: { messages: [user('A'), { ...assistant('B'), tool_calls: [] }, user('C')] },
    refusals: [
      {
        when: (_sent, messages) => messages.some((one) => one.tool_calls?.length === 0),
        refusal: refuseWith(
          400,
          openAi(
            "Invalid 'messages[1].tool_calls': empty array. Expected an array with minimum length 1, but got an empty array instead.",
            'messages[1].tool_calls',
            'empty_array',
          ),
        ),
      },
    ],
    requests: 1,
    answered: { messages: [user('A'), assistant('B'), user('C')] },
  },
  {
    // https://github.com/charmbracelet/crush/issues/529
    name: '57.1 a call without its result',
    asked: { tools, messages: [user('A'), callOf('call_1'), user('B')] },
    refusals: [
      {
        when: (_sent, messages) =>
          messages.some((one, at) =>
            one.tool_calls?.some(
              ({ id }) => !messages.slice(at + 1).some(({ tool_call_id: of }) => of === id),
            ),
          ),
        refusal: refuseWith(
          400,
          openAi(
            "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: call_1",
          ),
        ),
      },
    ],
    requests: 1,
    answered: { messages: [user('A\n\nB')] },
  },
  {
    // https://github.com/itmisx/deepx-code/issues/94
    name: '57.2 a result without its call',
    asked: { tools, messages: [user('A'), resultOf('call_1'), user('B')] },
    refusals: [
      {
        when: (_sent, messages) =>
          messages.some(
            (one, at) =>
              one.role === 'tool' &&
              !messages
                .slice(0, at)
                .some((call) => call.tool_calls?.some(({ id }) => id === one.tool_call_id)),
          ),
        refusal: refuseWith(
          400,
          openAi("Messages with role 'tool' must be a response to a preceding message with 'tool_calls'"),
        ),
      },
    ],
    requests: 1,
    answered: { messages: [user('A\n\nB')] },
  },
  {
    // https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/261
    name: '58.1 null as the content of a call',
    asked: { tools, messages: withCall },
    refusals: [
      {
        when: (_sent, messages) => messages.some((one) => one.tool_calls && one.content == null),
        refusal: refuseWith(400, openAi('invalid message content type: <nil>')),
      },
    ],
    requests: 2,
  },
  {
    // https://github.com/NousResearch/hermes-agent/issues/31583
    name: '58.2 an empty text as the content of a call',
    asked: { tools, messages: [user('A'), { ...callOf('call_1'), content: '' }, resultOf('call_1')] },
    refusals: [
      {
        when: (_sent, messages) => messages.some((one) => one.tool_calls && one.content === ''),
        refusal: refuseWith(400, anthropic('messages: text content blocks must be non-empty')),
      },
    ],
    requests: 1,
  },
  {
    // https://github.com/tinyhumansai/openhuman/issues/3548
    name: '59 Gemini: the signature of a call must be sent back',
    asked: {
      tools,
      messages: [
        user('A'),
        callOf('call_1', { extra_content: { google: { thought_signature: 'AY89a18' } } }),
        resultOf('call_1'),
      ],
    },
    refusals: [
      {
        when: (_sent, messages) =>
          messages.some((one) => one.tool_calls && !one.tool_calls[0]?.extra_content),
        refusal: refuseWith(400, [
          {
            error: {
              code: 400,
              message: 'Function call is missing a thought_signature in functionCall parts.',
              status: 'INVALID_ARGUMENT',
            },
          },
        ]),
      },
    ],
    requests: 1,
  },
  {
    // https://github.com/avante-corp/avante.nvim/pull/2695
    name: '61.2 Mistral: a message of the person after a tool',
    asked: { tools, messages: [...withCall, user('B')] },
    refusals: [
      {
        when: (_sent, messages) =>
          messages.some((one, at) => one.role === 'user' && messages[at - 1]?.role === 'tool'),
        refusal: refuseWith(
          400,
          mistral("Unexpected role 'user' after role 'tool'", 'invalid_request_message_order', '3230'),
        ),
      },
    ],
    requests: 2,
  },
  {
    // https://github.com/anomalyco/opencode/issues/1680
    name: '61.3 Mistral: ids of nine characters',
    asked: { tools, messages: withCall },
    refusals: [
      {
        when: (_sent, messages) =>
          messages.some((one) => one.tool_calls?.some(({ id }) => !/^[a-zA-Z0-9]{9}$/.test(id))),
        refusal: refuseWith(
          400,
          mistral(
            'Tool call id was call_PTLP8xhu3uwZk4l3nlnrrJha but must be a-z, A-Z, 0-9, with a length of 9.',
            'invalid_function_call',
            '3280',
          ),
        ),
      },
    ],
    requests: 2,
  },
  {
    // https://github.com/fw-ai/fireconnect/issues/16
    name: '34 ids of calls that are repeated in each turn',
    asked: { tools, messages: [...withCall, assistant('B'), ...withCall] },
    refusals: [
      {
        when: (_sent, messages) => {
          const ids = messages.flatMap((one) => (one.tool_calls ?? []).map(({ id }) => id));
          return new Set(ids).size < ids.length;
        },
        refusal: refuseWith(
          400,
          openAi(
            'messages[3].tool_calls[0].id must be unique within the request; first seen at messages[1].tool_calls[0].id.',
          ),
        ),
      },
    ],
    requests: 1,
  },
];
