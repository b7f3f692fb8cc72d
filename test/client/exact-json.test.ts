import { expect, it } from 'vitest';
import { exactJson } from '../../src/client/exact-json.ts';

it('JSON is shown with line breaks', () => {
  expect(exactJson('{"a": [1, "b c"],\n"d":{}}')).toBe('{\n  "a": [\n    1,\n    "b c"\n  ],\n  "d": {}\n}');
});

it.each([
  ['a number that would be rounded', '{"amount":12345678901234567890}'],
  ['a key that is there twice', '{"to":"ana","to":"bob"}'],
  ['a key whose order would change', '{"b":1,"1":2}'],
  ['text that is not JSON', 'rm -rf {'],
])('%s is shown as it is', (_, text) => {
  expect(exactJson(text)).toBe(text);
});

it.each([
  ['turns the direction of text around', '{"to":"\u202Eana"}', '\\u{202E}ana'],
  ['is invisible', '{"to":"a\u200Bb"}', 'a\\u{200B}b'],
])('a character that %s is shown as an escape', (_, text, shown) => {
  expect(exactJson(text)).toContain(shown);
});
