import { chunk, frame } from '../../../support/model-answers.ts';
import { choices, DONE, SAID, say, STOP, whole, type ModelServerCase } from './model-server-case.ts';

const JSON_TYPE = 'application/json';
const end = (finish: string) => SAID + frame(chunk({}, finish)) + DONE;
const INCOMPLETE = 'ended its answer before it was complete';

/** Endings of answers other than a plain stop. */
export const ENDINGS: ModelServerCase[] = [
  { name: 'length', body: end('length'), expected: { finish: 'length' } },
  { name: 'length by another name', body: end('max_tokens'), expected: { finish: 'length' } },
  { name: 'length, in capitals', body: end('MAX_TOKENS'), expected: { finish: 'length' } },
  { name: 'content_filter', body: end('content_filter'), expected: { finish: 'content_filter' } },
  { name: 'content_filter by another name', body: end('SAFETY'), expected: { finish: 'content_filter' } },
  { name: 'stop by another name', body: end('end_turn'), expected: {} },
  { name: 'an unknown reason', body: end('tired'), expected: { finish: 'tired' } },
  {
    name: 'finishReason (Gemini)',
    body: SAID + choices([{ index: 0, delta: {}, finish_reason: null, finishReason: 'MAX_TOKENS' }]),
    expected: { finish: 'length' },
  },
  {
    name: 'finish_details',
    body: SAID + choices([{ index: 0, delta: {}, finish_details: { type: 'max_tokens' } }]),
    expected: { finish: 'length' },
  },
  {
    name: 'a refusal',
    body: frame(chunk({ content: null, refusal: 'I ' })) + frame(chunk({ refusal: 'cannot.' })) + STOP,
    expected: { text: 'I cannot.', refusal: 'I cannot.' },
  },
  {
    name: 'a refusal as a part',
    body: say([{ type: 'refusal', refusal: 'I cannot.' }]) + STOP,
    expected: { text: 'I cannot.', refusal: 'I cannot.' },
  },
  {
    name: 'JSON with a refusal',
    contentType: JSON_TYPE,
    body: whole({ content: null, refusal: 'I cannot.' }),
    expected: { text: 'I cannot.', refusal: 'I cannot.' },
  },
  {
    name: 'JSON with a refusal of null',
    contentType: JSON_TYPE,
    body: whole({ content: 'Hello', refusal: null }),
    expected: {},
  },
  {
    name: 'an empty answer',
    body: frame(chunk({ role: 'assistant', content: '' })) + STOP + DONE,
    expected: { text: '' },
  },
  { name: 'an answer that is only [DONE]', body: DONE, expected: { text: '', finish: null } },
  {
    name: 'JSON with a content of null',
    contentType: JSON_TYPE,
    body: whole({ content: null }),
    expected: { text: '' },
  },
  {
    name: 'JSON cut off at the maximum length',
    contentType: JSON_TYPE,
    body: whole({ content: 'Hello' }, 'length'),
    expected: { finish: 'length' },
  },
  { name: 'an end without any finish', body: SAID, expected: { error: INCOMPLETE } },
  { name: 'an end inside an event', body: `${SAID}data: {"choi`, expected: { error: INCOMPLETE } },
  { name: 'only white space', body: ' \n\n', expected: { error: 'sent nothing' } },
  {
    name: 'half of a JSON answer',
    contentType: JSON_TYPE,
    body: whole({ content: 'Hello' }).slice(0, -20),
    expected: { error: INCOMPLETE },
  },
  {
    name: 'a connection that breaks',
    body: SAID,
    after: 'breaks the connection',
    expected: { error: 'Lost the connection to the model.' },
  },
  {
    name: 'half of a JSON answer, and a connection that breaks',
    contentType: JSON_TYPE,
    body: '{"choices":',
    after: 'breaks the connection',
    expected: { error: 'Lost the connection to the model.' },
  },
];
