import { describe, expect, it } from 'vitest';

const [css = ''] = Object.values(
  import.meta.glob<string>('../../../src/app/styles/tokens.css', {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
);

const PAIR = /--color-([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g;
/** Each colour's value in the light theme and in the dark one. */
const colours = new Map([...css.matchAll(PAIR)].map(([, name, light, dark]) => [name, { light, dark }]));

/** Relative luminance of a colour in sRGB: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ['paper', 'raised', 'sunken', 'said'];
const CODE = ['code-name', 'code-string', 'code-constant'];
const TEXT: [text: string, grounds: string[]][] = [
  ['ink', [...GROUNDS, 'accent-wash', 'terracotta-wash']],
  ['muted', [...GROUNDS, 'accent-wash']],
  ['accent', [...GROUNDS, 'accent-wash']],
  ['terracotta', [...GROUNDS, 'terracotta-wash']],
  ['on-accent', ['accent']],
  ...CODE.map((name): [string, string[]] => [name, ['sunken']]),
];

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  const of = (name: string) => colours.get(name)?.[theme] ?? `no colour is called ${name}`;

  it.each(TEXT.flatMap(([text, grounds]) => grounds.map((ground) => [text, ground] as const)))(
    '%s can be read on %s',
    (text, ground) => {
      expect(contrast(of(text), of(ground))).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(GROUNDS)('the edges of fields and buttons have enough contrast on %s', (ground) => {
    expect(contrast(of('edge'), of(ground))).toBeGreaterThanOrEqual(3);
  });

  it.each([...GROUNDS, 'accent-wash'])(
    'the focus, and the mark of what is chosen or highlighted, are seen on %s',
    (ground) => {
      expect(contrast(of('accent'), of(ground))).toBeGreaterThanOrEqual(3);
    },
  );
});
