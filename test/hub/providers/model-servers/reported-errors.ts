import { frame } from '../../../support/model-answers.ts';
import { DONE, say, type ModelServerCase } from './model-server-case.ts';

const JSON_TYPE = 'application/json';

/** Errors with status 200 from public reports. */
export const REPORTED_ERRORS: ModelServerCase[] = [
  {
    // https://github.com/damianvtran/local-operator/pull/223
    name: 'an error with a finish reason of error, after text (OpenRouter)',
    body: `: OPENROUTER PROCESSING\n\n${say('Half')}data: {"id":"gen-1","object":"chat.completion.chunk","provider":"Nvidia","error":{"code":502,"message":"Worker local total request limit reached (33/32)","metadata":{"error_type":"provider_unavailable"}},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error","native_finish_reason":"error"}]}\n\n${DONE}`,
    expected: { error: 'failed: Worker local total request limit reached (33/32)', text: 'Half' },
  },
  {
    // https://github.com/genkit-ai/genkit/issues/6079
    name: 'an error in the chunk of the last text',
    body: `data: {"error":{"message":"Provider gone."},"choices":[{"index":0,"delta":{"content":"Half"},"finish_reason":"error"}]}\n\n${DONE}`,
    expected: { error: 'failed: Provider gone.', text: 'Half' },
  },
  {
    // https://github.com/vercel/ai/issues/2720
    name: 'an error without a choice (OpenRouter)',
    body: `data: {"id":"gen-2","object":"chat.completion.chunk","error":{"code":400,"message":"prompt is too long: 1284668 tokens > 1000000 maximum"},"choices":[]}\n\n`,
    expected: { error: 'failed: prompt is too long: 1284668 tokens > 1000000 maximum' },
  },
  {
    // https://github.com/diegosouzapw/OmniRoute/issues/8210
    name: 'a rate limit at the choice (OpenRouter)',
    body: `data: {"id":"gen-3","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":""},"finish_reason":"error","error":{"code":429,"message":"Rate limit exceeded"}}]}\n\n`,
    expected: { error: 'failed: Rate limit exceeded', code: 'rate_limit_exceeded' },
  },
  {
    // https://github.com/aaif-goose/goose/pull/8031
    name: 'an error at the top level, then [DONE] (vLLM)',
    body: `${say('Half')}data: {"object":"error","message":"EngineCore encountered an issue.","type":"InternalServerError","param":null,"code":500}\n\ndata: [DONE]\n\n`,
    expected: { error: 'failed: EngineCore encountered an issue.', text: 'Half' },
  },
  {
    // https://github.com/Kilo-Org/kilocode/issues/10375
    name: 'an error with message, type, param and code (Cerebras)',
    contentType: JSON_TYPE,
    body: `{"message":"property 'messages.2.reasoning_content' is unsupported","type":"invalid_request_error","param":"validation_error","code":"wrong_api_format"}`,
    expected: { error: "failed: property 'messages.2.reasoning_content' is unsupported" },
  },
  {
    // https://github.com/anomalyco/opencode/issues/1018
    name: 'a failed_generation (Groq)',
    body: `event: error\ndata: {"error":{"message":"Failed to call a function. See 'failed_generation' for more details.","type":"invalid_request_error","code":"tool_use_failed","failed_generation":"JSON does not match the expected schema for tool calls","status_code":400}}\n\n`,
    expected: {
      error:
        "Failed to call a function. See 'failed_generation' for more details.: JSON does not match the expected schema for tool calls",
    },
  },
  // https://github.com/cloudflare/cloudflare-docs/issues/15116
  // https://github.com/CommandCodeAI/command-code/issues/785
  // https://github.com/edenai/edenai-apis/pull/360
  ...[
    [
      'success: false (Cloudflare)',
      '{"result":null,"success":false,"errors":[{"code":7009,"message":"Upstream service unavailable"}],"messages":[]}',
      'Upstream service unavailable',
    ],
    [
      'success: false and an error',
      '{"success":false,"error":{"code":"INTERNAL_SERVER_ERROR","status":500,"message":"An unexpected error occurred.","docs":"https://commandcode.ai/docs"}}',
      'An unexpected error occurred.',
    ],
    [
      'a base_resp (MiniMax)',
      '{"id":"1","choices":null,"created":1,"model":"MiniMax-M2","base_resp":{"status_code":1008,"status_msg":"insufficient balance"}}',
      'insufficient balance',
    ],
  ].flatMap(([name, body, message]) => [
    {
      name: `JSON with ${name}`,
      contentType: JSON_TYPE,
      body: body!,
      expected: { error: `failed: ${message}` },
    },
    { name: `an event with ${name}`, body: frame(body!), expected: { error: `failed: ${message}` } },
  ]),
];
