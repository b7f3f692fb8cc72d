import { chunk, frame } from '../../../support/model-answers.ts';
import { DONE, whole, type ModelServerCase, type ReadCompletion } from './model-server-case.ts';

const END = frame(chunk({}, 'tool_calls')) + DONE;
const ONE = '{"q":"virtue"}';
const OTHER = '{"q":"justice"}';

/** A stream whose deltas contain these pieces of tool calls. */
function pieces(...deltas: object[][]): string {
  return deltas.map((tool_calls) => frame(chunk({ tool_calls }))).join('') + END;
}

const call = (name: string | null, args: unknown, more: object = {}) => ({
  ...more,
  type: 'function',
  function: { ...(name !== null && { name }), arguments: args },
});

const CALLED: Partial<ReadCompletion> = { text: '', finish: 'tool_calls' };
const SEARCHED = { ...CALLED, calls: [['search', ONE]] } satisfies Partial<ReadCompletion>;
const TWICE = {
  ...CALLED,
  calls: [
    ['search', ONE],
    ['search', OTHER],
  ],
} satisfies Partial<ReadCompletion>;
const BOTH = {
  ...CALLED,
  calls: [
    ['search', ONE],
    ['open', OTHER],
  ],
} satisfies Partial<ReadCompletion>;
const LEGACY = { name: 'search', arguments: ONE };

/** Tool calls as servers send them. */
export const CALLS: ModelServerCase[] = [
  {
    name: 'a call in pieces',
    body: pieces(
      [call('search', '', { index: 0, id: 'a' })],
      [{ index: 0, function: { arguments: '{"q":' } }],
      [{ index: 0, function: { arguments: '"virtue"}' } }],
    ),
    expected: SEARCHED,
  },
  {
    name: 'two calls in pieces',
    body: pieces(
      [call('search', ONE, { index: 0, id: 'a' })],
      [call('open', '', { index: 1, id: 'b' })],
      [{ index: 1, function: { arguments: OTHER } }],
    ),
    expected: BOTH,
  },
  {
    name: 'two calls without an index',
    body: pieces([call('search', ONE, { id: 'a' })], [call('search', OTHER, { id: 'b' })]),
    expected: TWICE,
  },
  {
    name: 'two calls in pieces without an index',
    body: pieces(
      [call('search', '', { id: 'a' })],
      [{ function: { arguments: ONE } }],
      [call('open', '', { id: 'b' })],
      [{ function: { arguments: OTHER } }],
    ),
    expected: BOTH,
  },
  {
    name: 'two calls in one chunk without an index',
    body: pieces([call('search', ONE, { id: 'a' }), call('open', OTHER, { id: 'b' })]),
    expected: BOTH,
  },
  {
    name: 'two calls that both have index 0',
    body: pieces(
      [call('search', ONE, { index: 0, id: 'a' })],
      [call('search', OTHER, { index: 0, id: 'b' })],
    ),
    expected: TWICE,
  },
  {
    name: 'two calls in pieces that both have index 0',
    body: pieces(
      [call('search', '', { index: 0, id: 'a' })],
      [{ index: 0, function: { arguments: ONE } }],
      [call('open', '', { index: 0, id: 'b' })],
      [{ index: 0, function: { arguments: OTHER } }],
    ),
    expected: BOTH,
  },
  {
    name: 'two calls with index 0 and empty ids (Gemini)',
    body: pieces([call('search', ONE, { index: 0, id: '' })], [call('search', OTHER, { index: 0, id: '' })]),
    expected: TWICE,
  },
  {
    name: 'two functions with index 0 and without ids',
    body: pieces([call('search', ONE, { index: 0 })], [call('open', OTHER, { index: 0 })]),
    expected: BOTH,
  },
  {
    name: 'indexes that begin with 1',
    body: pieces([call('search', ONE, { index: 1, id: 'a' })], [call('open', OTHER, { index: 2, id: 'b' })]),
    expected: BOTH,
  },
  {
    name: 'an index of null',
    body: pieces(
      [call('search', '{"q":', { index: null, id: 'a' })],
      [{ index: null, function: { arguments: '"virtue"}' } }],
    ),
    expected: SEARCHED,
  },
  {
    name: 'the name in each chunk',
    body: pieces(
      [call('search', '{"q":', { index: 0, id: 'a' })],
      [call('search', '"virtue"', { index: 0 })],
      [call('search', '}', { index: 0 })],
    ),
    expected: SEARCHED,
  },
  {
    name: 'id and name in each chunk',
    body: pieces(
      [call('search', '{"q":', { index: 0, id: 'a' })],
      [call('search', '"virtue"}', { index: 0, id: 'a' })],
      [call('search', '', { index: 0, id: 'a' })],
    ),
    expected: SEARCHED,
  },
  {
    name: 'the name in each chunk, of two calls without an index',
    body: pieces(
      [call('search', '{"q":', { id: 'a' })],
      [call('search', '"virtue"}', { id: 'a' })],
      [call('open', '{"q":', { id: 'b' })],
      [call('open', '"justice"}', { id: 'b' })],
    ),
    expected: BOTH,
  },
  {
    name: 'an empty name after the first chunk',
    body: pieces(
      [call('search', '{"q":', { index: 0, id: 'a' })],
      [call('', '"virtue"}', { index: 0, id: '' })],
    ),
    expected: SEARCHED,
  },
  {
    name: 'a name of null after the first chunk',
    body: pieces(
      [call('search', '{"q":', { index: 0, id: 'a' })],
      [{ index: 0, id: null, function: { name: null, arguments: '"virtue"}' } }],
    ),
    expected: SEARCHED,
  },
  {
    name: 'another id in each chunk (vLLM)',
    body: pieces(
      [call('search', '', { index: 0, id: 'a' })],
      [call(null, '{"q":', { index: 0, id: 'b' })],
      [call(null, '"virtue"}', { index: 0, id: 'c' })],
    ),
    expected: SEARCHED,
  },
  {
    name: 'arguments as an object',
    body: pieces([call('search', { q: 'virtue' }, { index: 0, id: 'a' })]),
    expected: SEARCHED,
  },
  {
    name: 'arguments of null first',
    body: pieces([call('search', null, { index: 0, id: 'a' })], [{ index: 0, function: { arguments: ONE } }]),
    expected: SEARCHED,
  },
  {
    name: 'no id',
    body: pieces(
      [call('search', '{"q":', { index: 0 })],
      [{ index: 0, function: { arguments: '"virtue"}' } }],
    ),
    expected: SEARCHED,
  },
  {
    name: 'pieces of the second call with another index than its first',
    body: pieces(
      [call('search', ONE, { index: 0, id: 'a' })],
      [call('open', '', { index: 0, id: 'b' })],
      [{ index: 1, function: { arguments: OTHER } }],
    ),
    expected: BOTH,
  },
  {
    name: 'a second entry with the arguments (SGLang)',
    body: pieces([call('search', '', { id: 'a' }), { id: null, function: { name: null, arguments: ONE } }]),
    expected: SEARCHED,
  },
  {
    name: 'repeated arguments',
    body: pieces(
      [call('search', '', { index: 0, id: 'a' })],
      [{ index: 0, function: { arguments: ONE } }],
      [{ index: 0, function: { arguments: ONE } }],
    ),
    expected: SEARCHED,
  },
  {
    name: 'an id that comes after the name',
    body: pieces(
      [call('search', '', { index: 0 })],
      [{ index: 0, id: 'a' }],
      [{ index: 0, id: 'a', function: { arguments: ONE } }],
    ),
    expected: SEARCHED,
  },
  {
    name: 'an id that is a number',
    body: pieces([call('search', ONE, { index: 0, id: 1 })], [call('open', OTHER, { index: 0, id: 2 })]),
    expected: BOTH,
  },
  {
    name: 'name and arguments outside of function',
    body: pieces([{ id: 'a', name: 'search', arguments: ONE }]),
    expected: SEARCHED,
  },
  {
    name: 'calls and the finish reason in one chunk',
    body: frame(chunk({ tool_calls: [call('search', ONE, { index: 0, id: 'a' })] }, 'tool_calls')),
    expected: SEARCHED,
  },
  {
    name: 'a list of calls that is null',
    body: frame(chunk({ content: 'Hello', tool_calls: null })) + frame(chunk({}, 'stop')),
    expected: {},
  },
  {
    name: 'text before a call',
    body: frame(chunk({ content: 'Hello' })) + pieces([call('search', ONE, { index: 0, id: 'a' })]),
    expected: { ...SEARCHED, text: 'Hello' },
  },
  {
    name: 'a legacy function_call in pieces',
    body:
      frame(chunk({ function_call: { name: 'search', arguments: '' } })) +
      frame(chunk({ function_call: { arguments: ONE } })) +
      frame(chunk({}, 'function_call')),
    expected: SEARCHED,
  },
  {
    name: 'JSON with calls',
    contentType: 'application/json',
    body: whole(
      { content: null, tool_calls: [call('search', ONE, { id: 'a' }), call('open', OTHER, { id: 'b' })] },
      'tool_calls',
    ),
    expected: BOTH,
  },
  {
    name: 'JSON with calls, arguments as objects and no ids',
    contentType: 'application/json',
    body: whole(
      { content: '', tool_calls: [call('search', { q: 'virtue' }), call('search', { q: 'justice' })] },
      'tool_calls',
    ),
    expected: TWICE,
  },
  {
    name: 'JSON with a legacy function_call',
    contentType: 'application/json',
    body: whole({ content: null, function_call: LEGACY }, 'function_call'),
    expected: SEARCHED,
  },
  {
    name: "Ollama's calls",
    contentType: 'application/x-ndjson',
    body: `${JSON.stringify({ message: { content: '', tool_calls: [{ function: { name: 'search', arguments: { q: 'virtue' } } }] }, done: false })}\n${JSON.stringify({ message: { content: '' }, done: true })}\n`,
    expected: SEARCHED,
  },
];
