import { __unstable__loadDesignSystem as loadDesignSystem } from 'tailwindcss';
import tailwind from 'tailwindcss/index.css?raw';
import { expect, it } from 'vitest';

const sheets = import.meta.glob<string>(
  ['../../../src/app/styles/{tokens,styles}.css', '../../../src/app/ui/growing-textarea.css'],
  {
    query: '?raw',
    import: 'default',
    eager: true,
  },
);

function sheet(path: string): string {
  const text = sheets[`../../../${path}`];
  if (!text) throw new Error(`There is no ${path}.`);
  return text.replace(/^@import .*;$/gm, '');
}

const tokens = sheet('src/app/styles/tokens.css');
const builtIn = await loadDesignSystem(tailwind);
const utilities = sheet('src/app/styles/styles.css') + sheet('src/app/ui/growing-textarea.css');
const ours = await loadDesignSystem(tailwind + tokens + utilities);

/** The names of our tokens in a namespace: `text` has those that begin with `--text-`. */
function namesIn(namespace: string): Set<string> {
  const found = tokens.matchAll(new RegExp(String.raw`^\s*--${namespace}-([a-z-]+?)(?:--[a-z-]+)?:`, 'gm'));
  return new Set([...found].flatMap(([, name]) => name ?? []));
}

it('no token or utility of ours changes the meaning of a Tailwind utility', () => {
  const names = builtIn.getClassList().map(([name]) => name);
  expect(names).toContain('inline-block');
  const meant = builtIn.candidatesToCss(names);
  const changed = ours
    .candidatesToCss(names)
    .flatMap((css, index) => (css === null || css === meant[index] ? [] : [css]));
  expect(changed).toEqual([]);
});

it.each([
  ['text', 'color'],
  ['shadow', 'color'],
  ['radius', 'spacing'],
])('no name is used for both --%s and --%s, whose utilities would collide', (one, other) => {
  expect(namesIn(one)).not.toEqual(new Set());
  expect([...namesIn(one)].filter((name) => namesIn(other).has(name))).toEqual([]);
});
