import { chunk, frame } from '../../../support/model-answers.ts';
import { choices, DONE, say, STOP, whole, type ModelServerCase } from './model-server-case.ts';

const JSON_TYPE = 'application/json';
const END = STOP + DONE;
const HI = say('Hi') + say(' there');
const SIDE_BY_SIDE = ['}', '{', '}{'].map((content) => JSON.stringify(chunk({ content }))).join('');
const ONE_DELTA = chunk({ content: 'Hi there' });

/** Framing, fields and endings of streams from public reports. */
export const REPORTED_STREAMS: ModelServerCase[] = [
  {
    // https://github.com/lidge-jun/opencodex/issues/1170
    name: 'no space after data:, and a text outside of the choices (LongCat)',
    body: `data:{"choices":[{"index":0,"delta":{"role":"assistant","content":"Hi","function_call":null},"finish_reason":null,"logprobs":null}],"content":"","lastOne":false}\n\ndata:{"choices":[{"index":0,"delta":{"content":" there"},"finish_reason":"stop"}]}\n\ndata:[DONE]\n\n`,
    expected: { text: 'Hi there' },
  },
  {
    // https://github.com/a2aproject/a2a-js/issues/714
    name: 'lines that end with CR only, without named fields',
    body: (HI + END).replaceAll('\n', '\r'),
    expected: { text: 'Hi there' },
  },
  {
    // https://github.com/rexxars/eventsource-parser/issues/17
    name: 'CRLF (sse-starlette), split between its two characters',
    body: (HI + END).replaceAll('\n', '\r\n'),
    expected: { text: 'Hi there' },
  },
  {
    // https://github.com/openai/openai-python/pull/3819
    name: 'a byte order mark before the first event',
    body: `\ufeff${HI}${END}`,
    expected: { text: 'Hi there' },
  },
  {
    // https://github.com/anomalyco/opencode/issues/39694
    name: 'characters of several bytes',
    body: say('修复') + say('🦉') + END,
    expected: { text: '修复🦉' },
  },
  {
    // https://github.com/SamSaffron/term-llm/pull/454
    name: 'one event over several lines of data',
    body: `data: {"choices":[{"index":0,\ndata:   "delta":{"content":"Hi there"},\ndata:   "finish_reason":null}]}\n\n${END}`,
    expected: { text: 'Hi there' },
  },
  {
    // https://github.com/rexxars/eventsource-parser/pull/31
    name: 'events without blank lines (GLM, Kimi, DeepSeek at Azure)',
    body: `data: {"choices":[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":null},"logprobs":null,"finish_reason":null,"matched_stop":null}],"usage":null}\ndata: {"choices":[{"index":0,"delta":{"role":null,"content":"Hello","tool_calls":null},"logprobs":null,"finish_reason":null}],"usage":null}\ndata: {"choices":[{"index":0,"delta":{"role":null,"content":"! It","tool_calls":null},"finish_reason":"stop"}],"usage":null}\ndata: [DONE]\n`,
    expected: { text: 'Hello! It' },
  },
  {
    // https://github.com/rexxars/eventsource-parser/pull/31
    name: 'events without blank lines, and silence after the last',
    body: (HI + END).replaceAll('\n\n', '\n'),
    after: 'sends nothing',
    expected: { text: 'Hi there' },
  },
  {
    // https://github.com/hackclub/ai/issues/17
    name: 'lines of JSON (hackclub)',
    contentType: 'application/x-ndjson',
    body: `{"choices":[{"delta":{"content":"Hi"},"finish_reason":null,"index":0,"logprobs":null}],"object":"chat.completion.chunk"}\n{"choices":[{"delta":{"content":" there"},"finish_reason":"stop","index":0,"logprobs":null}],"object":"chat.completion.chunk"}\n`,
    expected: { text: 'Hi there' },
  },
  {
    // https://github.com/openai/openai-python/issues/663
    name: 'chunks without a separator in one event',
    body: `data: ${SIDE_BY_SIDE}\n\n${END}`,
    expected: { text: '}{}{' },
  },
  {
    // https://github.com/openai/openai-python/issues/663
    name: 'chunks without a separator in a body of JSON',
    contentType: JSON_TYPE,
    body: `${SIDE_BY_SIDE}${JSON.stringify(chunk({}, 'stop'))}\n`,
    expected: { text: '}{}{' },
  },
  {
    // https://github.com/openai/openai-python/issues/649
    name: 'an incomplete string among the chunks',
    body: `${HI}data: "{\\"rate_limit_usage\\": {\\\n\n${END}`,
    expected: { text: 'Hi there' },
  },
  {
    // https://github.com/zai-org/GLM-5/issues/66
    name: 'a chunk inside another one on the same line (GLM)',
    body: `${say('Hi')}data: {"id":"2026","created":1777552855,"object":"chat.cdata: {"id":"2027","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":" 11"}}]}\n\n${say(' there')}${END}`,
    expected: { error: 'A part of the answer is missing', text: 'Hi 11 there' },
  },
  {
    // https://github.com/theopenco/llmgateway/pull/2334
    name: 'ids, retry times, and a comment with its own blank line',
    body: `id: 1\nevent: message\nretry: 3000\n${say('Hi')}: ping\n\nid: 2\n\n${say(' there')}${END}`,
    expected: { text: 'Hi there' },
  },
  {
    // https://github.com/jundot/omlx/pull/2072
    name: 'JSON after keep-alive line breaks (DeepSeek)',
    contentType: JSON_TYPE,
    body: `\n\n\n ${whole({ role: 'assistant', content: 'Hi there' })}`,
    expected: { text: 'Hi there' },
  },
  {
    // https://github.com/btubbs/sseclient/issues/27
    name: 'unrequested gzip',
    isZipped: true,
    body: HI + END,
    expected: { text: 'Hi there' },
  },
  {
    // https://github.com/openai/openai-dotnet/issues/219
    name: 'choices without a delta before, inside and after the answer (Azure)',
    body: `data: {"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0,"content_filter_results":{"hate":{"filtered":false,"severity":"safe"}}}]}\n\n${say('Hi')}data: {"choices":[{"content_filter_offsets":{"check_offset":44,"start_offset":44,"end_offset":198},"content_filter_results":{"hate":{"filtered":false,"severity":"safe"}},"finish_reason":null,"index":0}],"created":0,"id":"","model":"","object":""}\n\n${say(' there')}${STOP}data: {"choices":[{"content_filter_offsets":{"check_offset":2275,"start_offset":2185,"end_offset":2420},"finish_reason":null,"index":0}],"created":0,"id":"","model":"","object":""}\n\n${DONE}`,
    expected: { text: 'Hi there' },
  },
  {
    // https://github.com/microsoft/agent-framework/pull/5734
    name: 'a delta of null with the finish reason',
    body: say('Hi there') + choices([{ index: 0, delta: null, finish_reason: 'stop' }]) + DONE,
    expected: { text: 'Hi there' },
  },
  {
    // https://github.com/ollama/ollama/issues/4357, https://github.com/sgl-project/sglang/issues/3912
    name: 'a finish reason of "" in each chunk, role and calls of null',
    body: `data: {"choices":[{"index":0,"delta":{"role":"assistant","content":" Hello"},"finish_reason":""}]}\n\ndata: {"choices":[{"index":0,"delta":{"role":null,"content":" there","tool_calls":null},"logprobs":null,"finish_reason":"","matched_stop":null}],"usage":null}\n\ndata: {"choices":[{"index":0,"delta":{"role":"assistant","content":"!"},"finish_reason":"stop"}]}\n\n${DONE}`,
    expected: { text: ' Hello there!' },
  },
  {
    // https://github.com/BerriAI/litellm/issues/5535
    name: 'a growing message next to the delta (Perplexity)',
    body:
      choices(
        [{ index: 0, finish_reason: null, message: { content: 'B' }, delta: { content: 'B' } }],
        [{ index: 0, finish_reason: 'stop', message: { content: 'Bi[1].' }, delta: { content: 'i[1].' } }],
      ) + DONE,
    expected: { text: 'Bi[1].' },
  },
  {
    // https://github.com/open-webui/open-webui/issues/29064
    name: 'usage in every chunk, growing (Gemini, vLLM)',
    body:
      frame({ ...chunk({ content: 'Hi' }), usage: { total_tokens: 11 } }) +
      frame({ ...chunk({ content: ' there' }, 'stop'), usage: { total_tokens: 12 } }) +
      frame({ choices: [], usage: { total_tokens: 12 } }) +
      DONE,
    expected: { text: 'Hi there' },
  },
  {
    // https://github.com/QwenLM/qwen-code/pull/3896
    name: 'the text so far in each chunk (DashScope)',
    body: say('The answer') + say('The answer is long') + say('The answer is long enough.') + END,
    expected: { text: 'The answer is long enough.' },
  },
  // https://github.com/QwenLM/qwen-code/pull/3896
  ...[
    { pieces: ['你', '你好', '你好，世界'], text: '你好，世界' },
    { pieces: ['The answer', 'The answer is 4.', 'The answer is 4.'], text: 'The answer is 4.' },
    { pieces: ['The answer', 'The answer is 4.'], text: 'The answer is 4.' },
    { pieces: ['ha', 'ha', 'ha'], text: 'hahaha' },
    { pieces: ['ha', 'haha', 'ha'], text: 'hahahaha' },
    { pieces: ['ha', 'haha'], text: 'hahaha' },
    { pieces: ['--', '--------', '----------'], text: '-'.repeat(20) },
    { pieces: ['I', 'I see', ' it, and I see it'], text: 'II see it, and I see it' },
  ].map(({ pieces, text }) => ({
    name: `text in the pieces ${pieces.join('|')}`,
    body: pieces.map(say).join('') + END,
    expected: { text },
  })),
  {
    // https://github.com/jeremychone/rust-genai/pull/164
    name: 'the whole text with a repeated finish reason (Mistral)',
    body:
      frame(chunk({ role: 'assistant', content: 'Bonjour !' }, 'stop')) +
      frame(chunk({ content: null }, 'stop')) +
      DONE,
    expected: { text: 'Bonjour !' },
  },
  // https://github.com/openai/openai-dotnet/pull/267, https://github.com/huggingface/text-generation-inference/pull/2344,
  // https://github.com/aws-samples/bedrock-access-gateway/issues/11
  ...['eos', 'eos_token', 'stop_sequence', 'STOP', 'COMPLETE'].map((reason) => ({
    name: `a finish reason of ${reason}`,
    body: say('Hi there') + frame(chunk({}, reason)) + DONE,
    expected: { text: 'Hi there' },
  })),
  // https://github.com/NousResearch/hermes-agent/pull/92161
  ...[say('Hi'), ''].map((text) => ({
    name: `a finish reason of network_error after ${text === '' ? 'nothing' : 'text'} (GLM)`,
    body: text + frame(chunk({}, 'network_error')) + DONE,
    expected: { error: 'failed while it was answering: network_error', text: text && 'Hi' },
  })),
  {
    // https://github.com/BerriAI/litellm/issues/24373
    name: 'a finish reason of sensitive (GLM)',
    body: say('Hi') + frame(chunk({}, 'sensitive')) + DONE,
    expected: { text: 'Hi', finish: 'content_filter' },
  },
  {
    // https://github.com/open-webui/open-webui/issues/16377
    name: 'a finish reason at the end of the reasoning, and then the text',
    body: frame(chunk({ reasoning_content: 'Hmm.' }, 'stop')) + HI + END,
    expected: { text: 'Hi there', thinking: 'Hmm.' },
  },
  {
    // https://github.com/suhaibbinyounis/github-copilot-api-vscode/issues/100
    name: 'a finish reason in each chunk, also in the first without text',
    body: ['', 'Hi', ' there'].map((content) => frame(chunk({ content }, 'stop'))).join('') + DONE,
    expected: { text: 'Hi there' },
  },
  {
    // https://github.com/jakobdylanc/llmcord/issues/84
    name: 'finishReason next to a finish_reason of null (Gemini)',
    body:
      say('Hi there') + choices([{ index: 0, delta: {}, finish_reason: null, finishReason: 'stop' }]) + DONE,
    expected: { text: 'Hi there' },
  },
  {
    // https://github.com/MLT-OSS/open-assistant-api/issues/28
    name: 'no finish reason before [DONE]',
    body: say('Hi there') + DONE,
    expected: { text: 'Hi there', finish: null },
  },
  {
    // https://github.com/earendil-works/pi/issues/2537
    name: 'an empty body',
    body: '',
    expected: { error: 'The model server sent nothing.' },
  },
  {
    // https://github.com/agentjido/req_llm/issues/933
    name: 'a picture in the delta (OpenRouter)',
    body: frame(chunk({ content: '', images: [{ type: 'image_url', image_url: { url: 'data:,' } }] })) + END,
    expected: { text: '*The model sent 1 picture, which cannot be shown here.*' },
  },
  {
    // https://github.com/james-6-23/codex2api/pull/696
    name: 'a keep-alive inside a chunk',
    body: `data: ${JSON.stringify(ONE_DELTA).slice(0, -9)}: keep-alive\n\n${HI}${END}`,
    expected: { error: 'A part of the answer is missing', text: 'Hi there' },
  },
  {
    // https://github.com/earendil-works/pi/issues/2537
    name: 'a web page in the middle of an answer',
    body: `${HI}<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n</html>\r\n`,
    expected: { error: 'ended its answer before it was complete', text: 'Hi there' },
  },
];
