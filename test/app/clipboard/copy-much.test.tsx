import { expect, it } from 'vitest';
import { copiedFragment } from '../../../src/app/clipboard/copied-fragment.ts';
import { plainText } from '../../../src/app/clipboard/plain-text.ts';

/** More than a function takes as arguments. */
const MANY = 130_000;

it.each([
  ['lines', 'p', () => [new Text('a\n'.repeat(MANY) + 'b')], MANY * 2 + 1],
  ['pieces of a text', 'p', () => Array.from({ length: MANY }, () => new Text('a')), MANY],
])('copies any number of %s', (_, tag, contentOf, length) => {
  const element = document.createElement(tag);
  for (const node of contentOf()) element.append(node);
  expect(plainText(copiedFragment(element, null))).toHaveLength(length);
});
