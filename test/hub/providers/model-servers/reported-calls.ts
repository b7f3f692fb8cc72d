import { chunk, frame } from '../../../support/model-answers.ts';
import { DONE, say, STOP, whole, type ModelServerCase } from './model-server-case.ts';

const CALLED = { text: '', finish: 'tool_calls' };
const LIMA = '{"city":"Lima"}';
const BONN = '{"city":"Bonn"}';
const WEATHER = { ...CALLED, calls: [['get_weather', LIMA]] as [string, string][] };
const LIST = '{"command":"ls"}';
const LISTED = { ...CALLED, calls: [['shell', LIST]] as [string, string][] };

const piece = (name: string | undefined, args: string, more: object = { index: 0 }) => ({
  ...more,
  type: 'function',
  function: { name, arguments: args },
});
const calling = (...tool_calls: object[]) => frame(chunk({ tool_calls }));
const finish = (reason: string) => frame(chunk({}, reason)) + DONE;
const CALLS_END = finish('tool_calls');

/** Tool calls from public reports. */
export const REPORTED_CALLS: ModelServerCase[] = [
  {
    // https://github.com/ranxianglei/billion-context/pull/131, https://github.com/BerriAI/litellm/issues/12862
    name: 'a call, and a finish reason of stop (Cohere)',
    body:
      say('Let me look.') + calling(piece('get_weather', LIMA, { index: 0, id: 'call_1' })) + finish('stop'),
    expected: { ...WEATHER, text: 'Let me look.' },
  },
  {
    // https://github.com/anomalyco/opencode/pull/5139
    name: 'no call, and a finish reason of tool_calls (LM Studio)',
    body: say('Nothing to call.') + CALLS_END,
    expected: { text: 'Nothing to call.' },
  },
  {
    // https://github.com/anomalyco/opencode/issues/39968
    name: 'a connection that ends in the middle of a call',
    body:
      say('Writing.') +
      calling(piece('write_file', '{"path":"a.ts","content":"const', { index: 0, id: 'a' })),
    expected: { error: 'ended its answer before it was complete', text: 'Writing.' },
  },
  {
    // https://github.com/BerriAI/litellm/issues/12513, https://github.com/lazy-hq/aisdk/pull/121
    name: 'a name of "null", "" or null after the first piece (Ark, Kimi, DashScope)',
    body:
      calling({ index: 0, id: 'a', type: 'FUNCTION', function: { name: 'list', arguments: '{"path":".' } }) +
      calling({ index: 0, id: '', type: 'FUNCTION', function: { name: 'null', arguments: '/src' } }) +
      calling({ index: 0, id: null, function: { name: '', parameters: null, arguments: '"' } }) +
      calling({ index: 0, function: { name: null, arguments: '}' } }) +
      CALLS_END,
    expected: { ...CALLED, calls: [['list', '{"path":"./src"}']] },
  },
  {
    // https://github.com/vercel/ai/pull/16507
    name: 'the name in the second piece (Command-A at vLLM)',
    body:
      calling(piece('', '{"city"', { index: 0, id: 'call_1' })) +
      calling(piece('get_weather', ':"Lima"}')) +
      CALLS_END,
    expected: WEATHER,
  },
  {
    // https://github.com/openai/openai-agents-js/pull/712
    name: 'arguments that begin with {} (Bedrock)',
    body:
      calling(piece('get_weather', '{}', { index: 0, id: 'tooluse_1' })) +
      calling({ index: 0, function: { arguments: '{"city":' } }) +
      calling({ index: 0, function: { arguments: '"Lima"}' } }) +
      CALLS_END,
    expected: WEATHER,
  },
  // https://github.com/openai/openai-agents-js/pull/712
  ...(['{}', ''] as const).map((sent) => ({
    name: `arguments of ${sent || 'no text'} only`,
    body: calling(piece('now', sent, { index: 0, id: 'a' })) + CALLS_END,
    expected: { ...CALLED, calls: [['now', '{}']] as [string, string][] },
  })),
  {
    // https://github.com/openai/openai-agents-js/pull/712
    name: 'arguments of {} only, then [DONE]',
    body: calling(piece('now', '{}', { index: 0, id: 'a' })) + DONE,
    expected: { text: '', finish: null, calls: [['now', '{}']] },
  },
  {
    // https://github.com/openai/openai-agents-js/pull/712
    name: 'JSON with arguments of no text',
    contentType: 'application/json',
    body: whole({ content: null, tool_calls: [piece('now', '', { id: 'a' })] }, 'tool_calls'),
    expected: { ...CALLED, calls: [['now', '{}']] },
  },
  {
    // https://github.com/decolua/9router/pull/2869
    name: 'the arguments so far in each piece',
    body:
      calling(piece('shell', '{"comm', { index: 0, id: 'a' })) +
      calling({ index: 0, function: { arguments: '{"command":' } }) +
      calling({ index: 0, function: { arguments: LIST } }) +
      CALLS_END,
    expected: LISTED,
  },
  {
    // https://github.com/decolua/9router/pull/2869
    name: 'arguments that repeat themselves',
    body:
      calling(piece('find', '{"not":', { index: 0, id: 'a' })) +
      calling({ index: 0, function: { arguments: '{"not":1}}' } }) +
      CALLS_END,
    expected: { ...CALLED, calls: [['find', '{"not":{"not":1}}']] },
  },
  {
    // https://github.com/lidge-jun/opencodex/issues/361
    name: 'repeated arguments, then the finish reason twice',
    body:
      calling(piece('shell', '', { index: 0, id: 'a' })) +
      calling({ index: 0, function: { arguments: LIST } }) +
      calling({ index: 0, function: { arguments: LIST } }) +
      frame(chunk({}, 'tool_calls')) +
      frame({ ...chunk({}, 'tool_calls'), usage: { total_tokens: 2 } }) +
      DONE,
    expected: LISTED,
  },
  {
    // https://github.com/continuedev/continue/issues/13223
    name: 'alternating pieces of two calls, distinguished by their index',
    body:
      calling(piece('a', '', { index: 0, id: 'call_A' }), piece('b', '', { index: 1, id: 'call_B' })) +
      calling({ index: 0, function: { arguments: '{"of":' } }) +
      calling({ index: 1, function: { arguments: '{"of":"B"}' } }) +
      calling({ index: 0, function: { arguments: '"A"}' } }) +
      CALLS_END,
    expected: {
      ...CALLED,
      calls: [
        ['a', '{"of":"A"}'],
        ['b', '{"of":"B"}'],
      ],
    },
  },
  {
    // https://github.com/google-deepmind/amplio/pull/3
    name: 'two calls with one index, whose pieces have no id',
    body:
      calling(piece('get_weather', '', { index: 0, id: 'call_A' })) +
      calling({ index: 0, function: { arguments: LIMA } }) +
      calling(piece('get_time', '', { index: 0, id: 'call_B' })) +
      calling({ index: 0, function: { arguments: BONN } }) +
      CALLS_END,
    expected: {
      ...CALLED,
      calls: [
        ['get_weather', LIMA],
        ['get_time', BONN],
      ],
    },
  },
  {
    // https://github.com/Arize-ai/phoenix/pull/11376
    name: 'two calls with ids of "", and the finish reason beside the second (Gemini, OCI)',
    body:
      calling(piece('get_weather', LIMA, { id: '' })) +
      frame(chunk({ tool_calls: [piece('get_weather', BONN, { id: '' })] }, 'stop')) +
      DONE,
    expected: {
      ...CALLED,
      calls: [
        ['get_weather', LIMA],
        ['get_weather', BONN],
      ],
    },
  },
  {
    // https://github.com/tinyhumansai/openhuman/issues/3548
    name: 'a signature in a call, and one in a separate piece (Gemini)',
    body:
      calling(
        piece('get_weather', LIMA, { id: 'a', extra_content: { google: { thought_signature: 'AY' } } }),
      ) +
      calling({ extra_content: { google: { thought_signature: 'AZ' } } }) +
      STOP +
      DONE,
    expected: WEATHER,
  },
  {
    // https://github.com/zai-org/GLM-5/issues/66
    name: 'a piece of a call that cannot be read',
    body:
      calling(piece('get_weather', '{"city":', { index: 0, id: 'a' })) +
      'data: {"choices":[{"index":0,"delta":{"tool_calls"\n\n' +
      CALLS_END,
    expected: { error: 'A part of the answer is missing' },
  },
];
