import { describe, expect, it } from 'vitest';
import { showControls, showControlsInLine } from '../../src/protocol/show-controls.ts';

/** Characters that control a terminal or change the direction of text, and how they are shown. */
const CONTROLS: [name: string, text: string, shown: string][] = [
  ['a carriage return that hides what was before it', 'safe\rrm -rf', 'safe␍rm -rf'],
  ['a colour', 'a\x1b[8mb', 'a␛[8mb'],
  ['the title of the window', '\x1b]0;title\x07', '␛]0;title␇'],
  ['a link (OSC 8)', '\x1b]8;;http://evil\x1b\\a\x1b]8;;\x1b\\', '␛]8;;http://evil␛\\a␛]8;;␛\\'],
  ['the clipboard (OSC 52)', '\x1b]52;c;aGk=\x07', '␛]52;c;aGk=␇'],
  ['C1 control characters', '\x9b2J\x9d0;t\x9c\x85', '<U+009B>2J<U+009D>0;t<U+009C><U+0085>'],
  ['backspaces', 'ab\b\bcd', 'ab␈␈cd'],
  ['NUL, DEL, form feed', 'a\0b\x7fc\fd', 'a␀b␡c␌d'],
  ['an override', 'a\u202Ecba\u202C', 'a<U+202E>cba<U+202C>'],
  ['embeddings', '\u202Aa\u202Bb\u202Dc', '<U+202A>a<U+202B>b<U+202D>c'],
  ['isolates', '\u2066a\u2067b\u2068c\u2069', '<U+2066>a<U+2067>b<U+2068>c<U+2069>'],
  ['marks', 'a\u200Eb\u200Fc\u061Cd', 'a<U+200E>b<U+200F>c<U+061C>d'],
  ['line and paragraph separators', 'a\u2028b\u2029c', 'a<U+2028>b<U+2029>c'],
];

describe.each([
  ['of a message', showControls],
  ['in a line', showControlsInLine],
])('control characters %s', (_, show) => {
  it.each(CONTROLS)('are shown as symbols: %s', (__, text, shown) => {
    expect(show(text)).toBe(shown);
    expect(show(show(text))).toBe(shown);
  });

  it.each([
    ['Hebrew', 'שלום, עולם (123)!'],
    ['Arabic', 'السلام عليكم، يا صديقي'],
    ['Persian with a zero-width non-joiner', 'می\u200Cخواهم'],
    ['an emoji with joiners', '👩‍👩‍👧‍👦'],
    ['an emoji with a variation selector', '🏛️'],
    ['a flag made of tags', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['Devanagari with a joiner', 'क्\u200Dष'],
    ['combining marks', 'e\u0301'],
  ])('do not include characters of natural text: %s', (__, text) => {
    expect(show(text)).toBe(text);
  });
});

it('keeps the tabs and line ends of a message', () => {
  expect(showControls('a\tb\nc\r\nd')).toBe('a\tb\nc\nd');
});

it('shows every line end but LF and CRLF as a symbol', () => {
  expect(showControlsInLine('a\tb\nc\r\nd')).toBe('a␉b␊c␍␊d');
});
