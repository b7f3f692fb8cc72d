import { chunk, frame } from '../../../support/model-answers.ts';
import { DONE, say, STOP, whole, type ModelServerCase } from './model-server-case.ts';

const THOUGHT = { thinking: 'Hm. Well.' };
const JSON_TYPE = 'application/json';
const inPieces = (text: string) => [...text].map(say).join('');

/** Reasoning, which is not part of the answer. */
export const REASONING: ModelServerCase[] = [
  {
    name: 'reasoning_content',
    body:
      frame(chunk({ reasoning_content: 'Hm. ' })) +
      frame(chunk({ content: null, reasoning_content: 'Well.' })) +
      say('Hello') +
      STOP,
    expected: THOUGHT,
  },
  {
    name: 'reasoning',
    body:
      frame(chunk({ content: '', reasoning: 'Hm. ' })) +
      frame(chunk({ reasoning: 'Well.' })) +
      say('Hello') +
      STOP,
    expected: THOUGHT,
  },
  {
    name: 'reasoning and reasoning_details with the same text',
    body:
      frame(
        chunk({ reasoning: 'Hm. Well.', reasoning_details: [{ type: 'reasoning.text', text: 'Hm. Well.' }] }),
      ) +
      say('Hello') +
      STOP,
    expected: THOUGHT,
  },
  {
    name: 'only reasoning_details',
    body:
      frame(chunk({ reasoning_details: [{ type: 'reasoning.summary', summary: 'Hm. Well.' }] })) +
      say('Hello') +
      STOP,
    expected: THOUGHT,
  },
  {
    name: 'thinking parts (Mistral)',
    body:
      say([{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm. Well.' }] }]) +
      say([{ type: 'text', text: 'Hello' }]) +
      STOP,
    expected: THOUGHT,
  },
  { name: '<think> in one piece', body: say('<think>Hm. Well.</think>Hello') + STOP, expected: THOUGHT },
  {
    name: '<think> with line ends, in single characters',
    body: inPieces('<think>\nHm. Well.\n</think>\n\nHello') + STOP,
    expected: THOUGHT,
  },
  {
    name: '<thinking> after a blank line',
    body: say('\n<thinking>Hm. ') + say('Well.</thinking>') + say('Hello') + STOP,
    expected: THOUGHT,
  },
  { name: 'an empty <think>', body: say('<think>\n\n</think>\n\n') + say('Hello') + STOP, expected: {} },
  {
    name: 'two <think>',
    body: say('<think>Hm. </think>\n<think>Well.</think>\nHello') + STOP,
    expected: THOUGHT,
  },
  {
    name: 'unclosed <think>',
    body: say('<think>Hm. ') + say('Well.') + frame(chunk({}, 'length')),
    expected: { ...THOUGHT, text: '', finish: 'length' },
  },
  {
    name: 'unclosed <think>, then [DONE]',
    body: say('<think>Hm. Well.') + DONE,
    expected: { ...THOUGHT, text: '', finish: null },
  },
  { name: 'only the beginning of a tag', body: say('<thi') + STOP, expected: { text: '<thi' } },
  {
    name: 'the beginning of a tag, then [DONE]',
    body: say('<thi') + DONE,
    expected: { text: '<thi', finish: null },
  },
  {
    name: '<think> in the middle of the text',
    body: say('Say <think> aloud</think>') + STOP,
    expected: { text: 'Say <think> aloud</think>' },
  },
  {
    name: 'text that begins with a tag',
    body: say('<b>') + say('Hello</b>') + STOP,
    expected: { text: '<b>Hello</b>' },
  },
  {
    name: 'text that begins with white space',
    body: say('\n\n') + say('  Hello') + STOP,
    expected: { text: '\n\n  Hello' },
  },
  {
    name: 'JSON with reasoning_content',
    contentType: JSON_TYPE,
    body: whole({ content: 'Hello', reasoning_content: 'Hm. Well.' }),
    expected: THOUGHT,
  },
  {
    name: 'JSON with reasoning as an object',
    contentType: JSON_TYPE,
    body: whole({ content: 'Hello', reasoning: { content: 'Hm. Well.' } }),
    expected: THOUGHT,
  },
  {
    name: 'JSON with <think>',
    contentType: JSON_TYPE,
    body: whole({ content: '<think>\nHm. Well.\n</think>\n\nHello' }),
    expected: THOUGHT,
  },
  {
    name: 'JSON with thinking parts',
    contentType: JSON_TYPE,
    body: whole({
      content: [
        { type: 'thinking', thinking: 'Hm. Well.' },
        { type: 'text', text: 'Hello' },
      ],
    }),
    expected: THOUGHT,
  },
  {
    name: "Ollama's thinking",
    contentType: 'application/x-ndjson',
    body: `${JSON.stringify({ message: { content: '', thinking: 'Hm. Well.' }, done: false })}\n${JSON.stringify({ message: { content: 'Hello' }, done: true })}\n`,
    expected: THOUGHT,
  },
];
