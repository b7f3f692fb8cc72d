import { chunk, frame } from '../../../support/model-answers.ts';
import { choices, DONE, SAID, say, STOP, whole, type ModelServerCase } from './model-server-case.ts';

const JSON_TYPE = 'application/json';
const ASSISTANT = { role: 'assistant', content: 'Hello' };
const line = (value: object) => `${JSON.stringify(value)}\n`;

/** Chunks in other forms than OpenAI's. */
export const SHAPES: ModelServerCase[] = [
  {
    name: 'content as a list of parts (Mistral)',
    body: say([{ type: 'text', text: 'Hel' }]) + say([{ type: 'text', text: 'lo' }]) + STOP,
    expected: {},
  },
  {
    name: 'a content of two parts',
    body:
      say([
        { type: 'text', text: 'Hel' },
        { type: 'text', text: 'lo' },
      ]) + STOP,
    expected: {},
  },
  { name: 'content parts that are strings', body: say(['Hel', 'lo']) + STOP, expected: {} },
  { name: 'content as one part', body: say({ type: 'text', text: 'Hello' }) + STOP, expected: {} },
  {
    name: 'a part whose text is an object',
    body: say([{ type: 'text', text: { value: 'Hello' } }]) + STOP,
    expected: {},
  },
  {
    name: 'a reference among the parts',
    body:
      say([
        { type: 'text', text: 'Hello' },
        { type: 'reference', reference_ids: [1] },
      ]) + STOP,
    expected: {},
  },
  {
    name: 'message instead of delta',
    body: choices(
      [{ index: 0, message: { role: 'assistant', content: 'Hel' } }],
      [{ index: 0, message: { content: 'lo' }, finish_reason: 'stop' }],
    ),
    expected: {},
  },
  {
    name: 'an empty delta beside a message',
    body: choices([{ index: 0, delta: {}, message: ASSISTANT, finish_reason: 'stop' }]),
    expected: {},
  },
  {
    name: 'a message that repeats the deltas',
    body: SAID + choices([{ index: 0, message: ASSISTANT, finish_reason: 'stop' }]),
    expected: {},
  },
  {
    name: 'text instead of delta',
    body: choices([{ index: 0, text: 'Hel' }], [{ index: 0, text: 'lo', finish_reason: 'stop' }]) + DONE,
    expected: {},
  },
  { name: 'a delta that is a string', body: choices([{ index: 0, delta: 'Hello' }]) + STOP, expected: {} },
  {
    name: 'a choice index of null',
    body: choices(
      [{ index: null, delta: { content: 'Hello' } }],
      [{ index: null, delta: {}, finish_reason: 'stop' }],
    ),
    expected: {},
  },
  {
    name: 'a choice index that begins with 1',
    body: choices(
      [{ index: 1, delta: { content: 'Hello' } }],
      [{ index: 1, delta: {}, finish_reason: 'stop' }],
    ),
    expected: {},
  },
  {
    name: 'a choice index that is text',
    body: choices(
      [{ index: '0', delta: { content: 'Hello' } }],
      [{ index: '0', delta: {}, finish_reason: 'stop' }],
    ),
    expected: {},
  },
  {
    name: 'no choice index',
    body: choices([{ delta: { content: 'Hello' } }], [{ delta: {}, finish_reason: 'stop' }]),
    expected: {},
  },
  { name: 'a role of null', body: frame(chunk({ role: null, content: 'Hello' })) + STOP, expected: {} },
  {
    name: "Ollama's lines of JSON",
    contentType: 'application/x-ndjson',
    body:
      line({ model: 'm', message: { role: 'assistant', content: 'Hel' }, done: false }) +
      line({ model: 'm', message: { role: 'assistant', content: 'lo' }, done: false }) +
      line({ model: 'm', message: { role: 'assistant', content: '' }, done: true, done_reason: 'stop' }),
    expected: {},
  },
  {
    name: "Ollama's lines of JSON that were cut off at the maximum length",
    contentType: 'application/x-ndjson',
    body:
      line({ response: 'Hello', done: false }) + line({ response: '', done: true, done_reason: 'length' }),
    expected: { finish: 'length' },
  },
  {
    name: 'chunks in lines of JSON',
    contentType: JSON_TYPE,
    body: line(chunk({ content: 'Hello' })) + line(chunk({}, 'stop')),
    expected: {},
  },
  {
    name: "Cloudflare's own stream",
    body: frame({ response: 'Hel' }) + frame({ response: 'lo' }) + DONE,
    expected: { finish: null },
  },
  {
    name: 'a list of chunks in one event',
    body: frame([chunk({ content: 'Hel' }), chunk({ content: 'lo' })]) + STOP,
    expected: {},
  },
  {
    name: "llama.cpp's own stream",
    body:
      frame({ content: 'Hel', stop: false }) +
      frame({ content: 'lo', stop: false }) +
      frame({ content: '', stop: true }),
    expected: {},
  },
];

/** Answers in one piece instead of a stream, streams instead of one piece, and wrong content types. */
export const FORMS: ModelServerCase[] = [
  { name: 'JSON', contentType: JSON_TYPE, body: whole(ASSISTANT), expected: {} },
  {
    name: 'JSON over several lines',
    contentType: JSON_TYPE,
    body: JSON.stringify(JSON.parse(whole(ASSISTANT)), null, 2),
    expected: {},
  },
  {
    name: 'JSON after white space',
    contentType: JSON_TYPE,
    body: `  \r\n${whole(ASSISTANT)}\n`,
    expected: {},
  },
  {
    name: 'JSON after a byte order mark',
    contentType: JSON_TYPE,
    body: `\ufeff${whole(ASSISTANT)}`,
    expected: {},
  },
  { name: 'JSON typed as a stream', body: whole(ASSISTANT), expected: {} },
  { name: 'JSON typed as text', contentType: 'text/plain', body: whole(ASSISTANT), expected: {} },
  {
    name: 'JSON without a finish reason',
    contentType: JSON_TYPE,
    body: whole(ASSISTANT, null),
    expected: { finish: null },
  },
  {
    name: 'JSON whose content is a list of parts',
    contentType: JSON_TYPE,
    body: whole({ ...ASSISTANT, content: [{ type: 'text', text: 'Hello' }] }),
    expected: {},
  },
  {
    name: 'JSON with text instead of a message',
    contentType: JSON_TYPE,
    body: JSON.stringify({ choices: [{ text: 'Hello', finish_reason: 'stop' }] }),
    expected: {},
  },
  {
    name: 'JSON with a delta instead of a message',
    contentType: JSON_TYPE,
    body: JSON.stringify({ choices: [{ delta: { content: 'Hello' }, finish_reason: 'stop' }] }),
    expected: {},
  },
  {
    name: 'JSON without an index, and after silence',
    contentType: JSON_TYPE,
    after: 'sends nothing',
    body: `${JSON.stringify({ choices: [{ message: ASSISTANT, finish_reason: 'stop' }] })}\n`,
    expected: {},
  },
  { name: 'a stream', body: SAID + STOP + DONE, expected: {} },
  { name: 'a stream typed as JSON', contentType: JSON_TYPE, body: SAID + STOP + DONE, expected: {} },
  {
    name: 'a stream typed as text',
    contentType: 'text/plain; charset=utf-8',
    body: SAID + STOP + DONE,
    expected: {},
  },
  {
    name: 'a stream that begins with a comment, typed as JSON',
    contentType: JSON_TYPE,
    body: `: hi\n\n${SAID}${STOP}${DONE}`,
    expected: {},
  },
];
