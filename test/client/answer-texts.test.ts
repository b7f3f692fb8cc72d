import { expect, it } from 'vitest';
import { answerTexts } from '../../src/client/answer-texts.ts';
import type { Form } from '../../src/protocol/form.ts';

const TEXT: Form = { type: 'object', properties: { answer: { type: 'string' } } };
const TRIP: Form = {
  type: 'object',
  properties: { days: { type: 'integer', title: 'Days' }, walks: { type: 'boolean' } },
};

it.each([
  ['an answer to the question itself', TEXT, { answer: 'Delphi' }, [{ label: '', text: 'Delphi' }]],
  [
    'a form',
    TRIP,
    { walks: false, days: 3 },
    [
      { label: 'Days', text: '3' },
      { label: 'walks', text: 'No' },
    ],
  ],
  ['a form of which fields are empty', TRIP, { walks: true }, [{ label: 'walks', text: 'Yes' }]],
  ['an empty form', TRIP, {}, [{ label: '', text: 'Nothing entered' }]],
  ['no answer', TRIP, null, [{ label: '', text: 'Not answered' }]],
])('%s has texts for people', (_, form, content, texts) => {
  expect(answerTexts({ question: 'Where to?', form, content })).toEqual(texts);
});
