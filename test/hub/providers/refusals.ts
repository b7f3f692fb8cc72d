import { refuseWith } from '../../support/model-answers.ts';
import type { ModelAnswer } from '../../support/model-server.ts';

/** The body of an error of OpenAI. */
export function openAi(message: string, param: string | null = null, code: string | null = null) {
  return { error: { message, type: 'invalid_request_error', param, code } };
}

/** Refusals because roles do not alternate, or because the person does not begin and end. */
export const STRICT: [string, ModelAnswer][] = [
  ['vLLM', refuseWith(400, openAi('Conversation roles must alternate user/assistant/user/assistant/...'))],
  [
    'llama.cpp',
    refuseWith(500, {
      error: {
        code: 500,
        message: 'After the optional system message, conversation roles must alternate user/assistant',
        type: 'server_error',
      },
    }),
  ],
  [
    'Mistral',
    refuseWith(400, {
      object: 'error',
      message:
        'Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant',
      type: 'invalid_request_message_order',
      code: '3230',
    }),
  ],
  [
    'Anthropic',
    refuseWith(400, {
      type: 'error',
      error: { type: 'invalid_request_error', message: 'messages: first message must use the "user" role' },
    }),
  ],
  [
    'Anthropic, at the end',
    refuseWith(
      400,
      openAi(
        'This model does not support assistant message prefill. The conversation must end with a user message.',
      ),
    ),
  ],
  [
    'DeepSeek',
    refuseWith(
      400,
      openAi(
        'The last message of deepseek-reasoner must be a user message, or an assistant message with prefix mode on',
      ),
    ),
  ],
  [
    'DeepSeek, in between',
    refuseWith(400, openAi('deepseek-reasoner does not support successive user or assistant messages')),
  ],
  [
    'Gemini',
    refuseWith(400, [
      {
        error: {
          code: 400,
          message: 'Please ensure that multiturn requests alternate between user and model.',
          status: 'INVALID_ARGUMENT',
        },
      },
    ]),
  ],
  [
    'Perplexity',
    refuseWith(
      400,
      openAi('After the (optional) system message(s), user and assistant roles should be alternating.'),
    ),
  ],
  [
    'a server that speaks of messages instead of roles',
    refuseWith(400, openAi('After the optional system message, messages should be alternating.')),
  ],
  [
    'llama.cpp, at the end',
    refuseWith(400, openAi('Cannot have 2 or more assistant messages at the end of the list.')),
  ],
];

/** Refusals because a request is too long for the model. */
export const FULL: [string, ModelAnswer][] = [
  [
    'OpenAI',
    refuseWith(
      400,
      openAi(
        "This model's maximum context length is 4096 tokens. However, your messages resulted in 6000 tokens. Please reduce the length of the messages.",
        'messages',
        'context_length_exceeded',
      ),
    ),
  ],
  [
    'OpenAI, newer',
    refuseWith(
      400,
      openAi(
        'Your input exceeds the context window of this model. Please adjust your input and try again.',
        'messages',
        'context_length_exceeded',
      ),
    ),
  ],
  ['Azure', refuseWith(400, { error: { message: 'too long', code: 'context_length_exceeded' } })],
  [
    'vLLM',
    refuseWith(400, {
      object: 'error',
      message:
        "This model's maximum context length is 4096 tokens. However, you requested 6000 tokens in the messages, Please reduce the length of the messages.",
      type: 'BadRequestError',
      param: null,
      code: 400,
    }),
  ],
  [
    'vLLM, the prompt',
    refuseWith(
      400,
      openAi('The decoder prompt (length 6000) is longer than the maximum model length of 4096.'),
    ),
  ],
  [
    'SGLang',
    refuseWith(400, {
      object: 'error',
      message: "The input (6000 tokens) is longer than the model's context length (4096 tokens).",
      code: 400,
    }),
  ],
  [
    'TGI',
    refuseWith(422, {
      error:
        'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 6000 `inputs` tokens and 40 `max_new_tokens`',
      error_type: 'validation',
    }),
  ],
  [
    'llama.cpp',
    refuseWith(400, {
      error: {
        code: 400,
        message: 'the request exceeds the available context size, try increasing it',
        type: 'exceed_context_size_error',
        n_prompt_tokens: 6000,
        n_ctx: 4096,
      },
    }),
  ],
  [
    'LM Studio',
    refuseWith(400, {
      error:
        'Trying to keep the first 6000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough.',
    }),
  ],
  [
    'LM Studio, in a stream',
    (response) =>
      void response
        .writeHead(200, { 'content-type': 'text/event-stream' })
        .end(
          'event: error\ndata: {"error":{"message":"The number of tokens to keep from the initial prompt is greater than the context length."}}\n\n',
        ),
  ],
  ['Ollama', refuseWith(400, openAi('the input length exceeds the context length'))],
  [
    'Anthropic',
    refuseWith(400, {
      type: 'error',
      error: { type: 'invalid_request_error', message: 'prompt is too long: 213462 tokens > 200000 maximum' },
    }),
  ],
  [
    'Gemini',
    refuseWith(400, [
      {
        error: {
          code: 400,
          message: 'The input token count (1196265) exceeds the maximum number of tokens allowed (1048575).',
          status: 'INVALID_ARGUMENT',
        },
      },
    ]),
  ],
  [
    'Mistral',
    refuseWith(400, {
      object: 'error',
      message:
        'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
      code: '3051',
    }),
  ],
  [
    'Groq',
    refuseWith(
      400,
      openAi(
        'Please reduce the length of the messages or completion.',
        'messages',
        'context_length_exceeded',
      ),
    ),
  ],
  [
    'Groq, by the minute',
    refuseWith(413, {
      error: {
        message:
          'Request too large for model `llama` in organization `org` on tokens per minute (TPM): Limit 6000, Requested 9000',
        type: 'tokens',
        code: 'rate_limit_exceeded',
      },
    }),
  ],
  [
    'OpenRouter',
    refuseWith(400, {
      error: {
        message:
          "This endpoint's maximum context length is 4096 tokens. However, you requested about 6000 tokens (6000 of text input). Please reduce the length of either one.",
        code: 400,
      },
    }),
  ],
  [
    'xAI',
    refuseWith(400, {
      code: 'invalid',
      error: "This model's maximum prompt length is 131072 but the request contains 537812 tokens.",
    }),
  ],
  ['Kimi', refuseWith(400, openAi('Invalid request: Your request exceeded model token limit: 8192'))],
  ['Bedrock', refuseWith(400, openAi('Input is too long for requested model.'))],
  [
    'a proxy',
    (response) =>
      void response
        .writeHead(413, { 'content-type': 'text/html' })
        .end('<html>413 Request Entity Too Large</html>'),
  ],
];
