import { refuseWith } from '../../support/model-answers.ts';
import type { ModelAnswer } from '../../support/model-server.ts';
import { openAi } from './refusals.ts';

/** The requested parameters, and those that remain. */
export const LIMITS = { max_tokens: 40, temperature: 0.5 };
export const NEW_NAME = { max_completion_tokens: 40, temperature: 0.5 };
export const NO_LIMIT = { temperature: 0.5 };
const NO_TEMPERATURE = { max_tokens: 40 };

export const maxTokens = refuseWith(
  400,
  openAi(
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    'max_tokens',
    'unsupported_parameter',
  ),
);
const temperature = refuseWith(
  400,
  openAi(
    "Unsupported value: 'temperature' does not support 0.5 with this model. Only the default (1) value is supported.",
    'temperature',
    'unsupported_value',
  ),
);

/** Refusals of parameters, and the parameters of the next request. */
export const PARAMETERS: [string, ModelAnswer[], object][] = [
  ['GPT-5: the maximum answer length has another name', [maxTokens], NEW_NAME],
  ['GPT-5: the temperature is fixed', [temperature], NO_TEMPERATURE],
  ['GPT-5: both', [maxTokens, temperature], { max_completion_tokens: 40 }],
  [
    'Azure, without a field for the parameter',
    [
      refuseWith(
        400,
        openAi(
          "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        ),
      ),
    ],
    NEW_NAME,
  ],
  [
    'a server that supports neither name',
    [
      maxTokens,
      refuseWith(
        400,
        openAi("Unknown parameter: 'max_completion_tokens'.", 'max_completion_tokens', 'unknown_parameter'),
      ),
    ],
    NO_LIMIT,
  ],
  [
    'Anthropic',
    [
      refuseWith(400, {
        type: 'error',
        error: { type: 'invalid_request_error', message: '`temperature` is deprecated for this model.' },
      }),
    ],
    NO_TEMPERATURE,
  ],
  [
    'Anthropic, more than one',
    [
      refuseWith(400, {
        type: 'error',
        error: { type: 'invalid_request_error', message: 'temperature: Extra inputs are not permitted' },
      }),
    ],
    NO_TEMPERATURE,
  ],
  [
    'FastAPI',
    [
      refuseWith(422, {
        detail: [
          {
            type: 'extra_forbidden',
            loc: ['body', 'temperature'],
            msg: 'Extra inputs are not permitted',
            input: 0.5,
          },
        ],
      }),
    ],
    NO_TEMPERATURE,
  ],
  [
    'Mistral',
    [
      refuseWith(422, {
        object: 'error',
        message: {
          detail: [
            {
              type: 'extra_forbidden',
              loc: ['body', 'temperature'],
              msg: 'Extra inputs are not permitted',
            },
          ],
        },
        type: 'invalid_request_error',
      }),
    ],
    NO_TEMPERATURE,
  ],
  [
    'JSON schema',
    [refuseWith(400, openAi("Additional properties are not allowed ('temperature' was unexpected)"))],
    NO_TEMPERATURE,
  ],
  ['Ollama', [refuseWith(400, openAi('json: unknown field "temperature"'))], NO_TEMPERATURE],
  [
    'Gemini',
    [
      refuseWith(400, [
        {
          error: {
            code: 400,
            message: 'Invalid JSON payload received. Unknown name "temperature": Cannot find field.',
            status: 'INVALID_ARGUMENT',
          },
        },
      ]),
    ],
    NO_TEMPERATURE,
  ],
  [
    'OpenAI, older',
    [refuseWith(400, openAi('Unrecognized request argument supplied: temperature'))],
    NO_TEMPERATURE,
  ],
  ['Groq', [refuseWith(400, openAi("property 'temperature' is unsupported"))], NO_TEMPERATURE],
  [
    'xAI',
    [
      refuseWith(400, {
        code: 'Client specified an invalid argument',
        error: 'Argument not supported on this model: temperature',
      }),
    ],
    NO_TEMPERATURE,
  ],
  [
    'LiteLLM',
    [
      refuseWith(
        400,
        openAi(
          "litellm.UnsupportedParamsError: openai does not support parameters: ['temperature'], for model=o3",
        ),
      ),
    ],
    NO_TEMPERATURE,
  ],
  ['plain text', [refuseWith(400, 'temperature is not supported')], NO_TEMPERATURE],
  [
    'an error in a stream with status 200',
    [
      (response) =>
        void response
          .writeHead(200, { 'content-type': 'text/event-stream' })
          .end(`data: ${JSON.stringify(openAi("Unsupported parameter: 'temperature'"))}\n\n`),
    ],
    NO_TEMPERATURE,
  ],
  [
    'an error with status 200',
    [refuseWith(200, openAi("Unsupported parameter: 'temperature'"))],
    NO_TEMPERATURE,
  ],
];
