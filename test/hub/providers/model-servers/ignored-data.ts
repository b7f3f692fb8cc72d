import { chunk, frame } from '../../../support/model-answers.ts';
import { choices, DONE, SAID, say, STOP, type ModelServerCase } from './model-server-case.ts';

const USAGE = { prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 };

/** Data that is not a chunk, and data around chunks. */
export const IGNORED_DATA: ModelServerCase[] = (
  [
    ['a last chunk without choices', `${SAID}${STOP}${frame({ id: 'x', usage: USAGE })}${DONE}`],
    ['a chunk without choices in the middle', `${say('Hel')}${frame({ id: 'x' })}${say('lo')}${STOP}${DONE}`],
    ['choices of null', `${SAID}${frame({ id: 'x', choices: null })}${STOP}${DONE}`],
    ['choices of null with the usage', `${SAID}${STOP}${frame({ choices: null, usage: USAGE })}${DONE}`],
    ['no choices with the usage', `${SAID}${STOP}${frame({ choices: [], usage: USAGE })}${DONE}`],
    [
      'no choices first, as Azure filters prompts',
      `${frame({ choices: [], prompt_filter_results: [] })}${SAID}${STOP}${DONE}`,
    ],
    ['a choice of null', `${SAID}${choices([null])}${STOP}${DONE}`],
    [
      'an annotation without a delta',
      `${SAID}${choices([{ index: 0, content_filter_offsets: {} }])}${STOP}${DONE}`,
    ],
    ['a delta of null', `${SAID}${choices([{ index: 0, delta: null }])}${STOP}${DONE}`],
    ['empty data', `data:\n\n${SAID}data: \n\n${STOP}${DONE}`],
    ['data of null', `${say('Hel')}data: null\n\n${say('lo')}${STOP}${DONE}`],
    ['data of {}', `${say('Hel')}data: {}\n\n${say('lo')}${STOP}${DONE}`],
    ['data of []', `${say('Hel')}data: []\n\n${say('lo')}${STOP}${DONE}`],
    ['data that is a JSON string', `${say('Hel')}data: "ping"\n\n${say('lo')}${STOP}${DONE}`],
    ['data that is a word', `${say('Hel')}data: keep-alive\n\n${say('lo')}${STOP}${DONE}`],
    ['an event: ping', `event: ping\ndata: {"type":"ping"}\n\n${SAID}event: ping\ndata:\n\n${STOP}${DONE}`],
    ['a named event without data', `event: start\n\n${SAID}${STOP}${DONE}`],
    ['an event with words', `${say('Hel')}${frame({ message: 'Working.' })}${say('lo')}${STOP}${DONE}`],
    ['comments', `: OPENROUTER PROCESSING\n\n${say('Hel')}: keep-alive\n${say('lo')}${STOP}${DONE}`],
    ['ids and retry times', `retry: 3000\nid: 1\n\n${SAID}id: 2\n${STOP}${DONE}`],
    ['an empty error', `${say('Hel')}${frame({ ...chunk({ content: 'lo' }), error: null })}${STOP}${DONE}`],
    ['an error of {}', `${say('Hel')}${frame({ ...chunk({ content: 'lo' }), error: {} })}${STOP}${DONE}`],
    [
      'an error of empty fields',
      `${SAID}${frame({ ...chunk({}, 'stop'), error: { message: '', code: null } })}${DONE}`,
    ],
    ['an error of ""', `${SAID}${frame({ ...chunk({}, 'stop'), error: '' })}${DONE}`],
    ['an error of false', `${SAID}${frame({ ...chunk({}, 'stop'), error: false })}${DONE}`],
    ['an empty list of errors', `${SAID}${frame({ ...chunk({}, 'stop'), errors: [] })}${DONE}`],
    [
      'an empty error at the choice',
      `${SAID}${choices([{ index: 0, delta: {}, finish_reason: 'stop', error: null }])}${DONE}`,
    ],
    [
      'a status without an error',
      `${SAID}${frame({ ...chunk({}, 'stop'), base_resp: { status_code: 0, status_msg: '' } })}${DONE}`,
    ],
  ] as const
).map(([name, body]) => ({ name, body, expected: {} }));

/** How a stream is framed, and how it ends. */
export const FRAMING: ModelServerCase[] = [
  { name: '[DONE] and a space', body: `${SAID}data: [DONE] \n\n`, expected: { finish: null } },
  { name: '[DONE] twice', body: `${SAID}${STOP}${DONE}${DONE}`, expected: {} },
  { name: '[DONE] without a finish reason', body: SAID + DONE, expected: { finish: null } },
  { name: '[done]', body: `${SAID}data: [done]\n\n`, expected: { finish: null } },
  { name: '[DONE] in quotes', body: `${SAID}data: "[DONE]"\n\n`, expected: { finish: null } },
  { name: '[DONE] with a name', body: `${SAID}event: done\ndata: [DONE]\n\n`, expected: { finish: null } },
  { name: '[DONE] without its blank line', body: `${SAID}data: [DONE]`, expected: { finish: null } },
  {
    name: 'a finish reason in every chunk',
    body: frame(chunk({ content: 'Hel' }, 'stop')) + frame(chunk({ content: 'lo' }, 'stop')) + DONE,
    expected: {},
  },
  { name: 'no [DONE] after a finish reason', body: SAID + STOP, expected: {} },
  { name: 'garbage after [DONE]', body: `${SAID}${STOP}${DONE}data: <html>\n\n`, expected: {} },
  { name: 'garbage after a finish reason', body: `${SAID}${STOP}data: <html>\n\n`, expected: {} },
  { name: 'a last event without its blank line', body: (SAID + STOP).trimEnd(), expected: {} },
  { name: 'a last event with one line end', body: `${(SAID + STOP).trimEnd()}\n`, expected: {} },
  { name: 'a reset after a finish reason', body: SAID + STOP, after: 'breaks the connection', expected: {} },
  { name: 'silence after a finish reason', body: SAID + STOP, after: 'sends nothing', expected: {} },
  { name: 'silence after [DONE]', body: SAID + DONE, after: 'sends nothing', expected: { finish: null } },
  {
    name: 'a reset after [DONE]',
    body: SAID + DONE,
    after: 'breaks the connection',
    expected: { finish: null },
  },
  { name: 'half an event after a finish reason', body: `${SAID}${STOP}data: {"choi`, expected: {} },
  { name: 'a byte order mark', body: `\ufeff${SAID}${STOP}${DONE}`, expected: {} },
  { name: 'CRLF', body: (SAID + STOP + DONE).replaceAll('\n', '\r\n'), expected: {} },
  { name: 'CR', body: (SAID + STOP + DONE).replaceAll('\n', '\r'), expected: {} },
  { name: 'blank lines first', body: `\n\r\n\n${SAID}${STOP}${DONE}`, expected: {} },
  { name: 'no space after data:', body: (SAID + STOP + DONE).replaceAll('data: ', 'data:'), expected: {} },
  { name: 'data: twice', body: (SAID + STOP + DONE).replaceAll('data: ', 'data: data: '), expected: {} },
  { name: 'one line end between events', body: (SAID + STOP + DONE).replaceAll('\n\n', '\n'), expected: {} },
  {
    name: 'a chunk over several lines',
    body: `${SAID}data: {"choices": [{"index": 0,\ndata: "delta": {}, "finish_reason": "stop"}]}\n\n${DONE}`,
    expected: {},
  },
  {
    name: 'a finish reason of ""',
    body: `${choices([{ index: 0, delta: { content: 'Hello' }, finish_reason: '' }])}${STOP}`,
    expected: {},
  },
  {
    name: 'a finish reason of "null"',
    body: `${choices([{ index: 0, delta: { content: 'Hello' }, finish_reason: 'null' }])}${STOP}`,
    expected: {},
  },
  {
    name: 'the finish reason with the last text',
    body: say('Hel') + frame(chunk({ content: 'lo' }, 'stop')),
    expected: {},
  },
  {
    name: 'the finish reason twice',
    body: `${SAID}${STOP}${frame({ ...chunk({ content: '' }, 'stop'), usage: USAGE })}${DONE}`,
    expected: {},
  },
];
