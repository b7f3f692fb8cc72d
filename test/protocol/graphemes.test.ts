import { afterEach, describe, expect, it, vi } from 'vitest';

const CASES = [
  ['aé', ['a', 'é']],
  ['e\u0301x', ['e\u0301', 'x']],
  ['👩‍👩‍👧‍👦👍🏽', ['👩‍👩‍👧‍👦', '👍🏽']],
  ['🏛️!', ['🏛️', '!']],
  ['', []],
] as const;

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe.each([
  ['with Intl.Segmenter', Intl],
  ['in a browser without', { ...Intl, Segmenter: undefined }],
])('the characters of a text, %s', (_, intl) => {
  it.each(CASES)('of %j are not split', async (text, characters) => {
    vi.stubGlobal('Intl', intl);
    const { graphemes } = await import('../../src/protocol/graphemes.ts');
    expect([...graphemes(text)]).toEqual(characters);
  });

  it.each([
    ['a family', 'a👩‍👩‍👧‍👦', 2],
    ['flags', '🇨🇭🇫🇷', 2],
    ['accents', 'e\u0301', 1],
    ['letters outside of the first plane', '𝔘', 1],
  ])('are not split in a long text: %s', async (_name, text, characters) => {
    vi.stubGlobal('Intl', intl);
    const { graphemes } = await import('../../src/protocol/graphemes.ts');
    const all = [...graphemes(text.repeat(1_000))];
    expect(all.join('')).toBe(text.repeat(1_000));
    if (intl.Segmenter) expect(all).toHaveLength(characters * 1_000);
  });

  it('are found in one pass', async () => {
    vi.stubGlobal('Intl', intl);
    const { titleFromMessage } = await import('../../src/protocol/title-from-message.ts');
    expect(titleFromMessage('x'.repeat(80))).toHaveLength(60);
  });
});
