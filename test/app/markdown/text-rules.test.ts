import { describe, expect, it } from 'vitest';
import { shownLive, shownSettled } from './shown.ts';

/** A text, and how it is shown in the notation of `shown.ts`; left out if it is shown as written. */
type Row = readonly [text: string, shown?: string];

const link = (address: string, text = address) => `<a ${address}>${text}</a>`;

const CJK: Row[] = [
  ['**注意：**正文', '<b>注意：</b>正文'],
  ['这是**「重点」**内容', '这是<b>「重点」</b>内容'],
  ['**한국어(괄호)**를', '<b>한국어(괄호)</b>를'],
  ['~~删（除）。~~这', '<s>删（除）。</s>这'],
  ['**テスト。**です', '<b>テスト。</b>です'],
  ['这是*斜体。*后', '这是<i>斜体。</i>后'],
  ['**「甲」**、**乙（丙）**：丁', '<b>「甲」</b>、<b>乙（丙）</b>：丁'],
  ['**價格：$5。**其他', '<b>價格：$5。</b>其他'],
  ['- **步骤一：**打开`设置`。', '- <b>步骤一：</b>打开<code>设置</code>。'],
];

const LINKS: Row[] = [
  [
    '见 https://example.com/a，谢谢。https://example.com/b。',
    `见 ${link('https://example.com/a')}，谢谢。${link('https://example.com/b')}。`,
  ],
  ['https://example.com/docs了解', `${link('https://example.com/docs')}了解`],
  ['https://example.com了解', `${link('https://example.com')}了解`],
  ['https://example.com/docs를 보세요', `${link('https://example.com/docs')}를 보세요`],
  ['https://example.com/f: then', `${link('https://example.com/f')}: then`],
  ['（https://example.com/a）', `（${link('https://example.com/a')}）`],
  ['「https://example.com/a」を', `「${link('https://example.com/a')}」を`],
  ['**https://example.com**这', `<b>${link('https://example.com')}</b>这`],
  ['~~https://example.com~~ x', `<s>${link('https://example.com')}</s> x`],
  ['https://example.com/🎉 ok', `${link('https://example.com/')}🎉 ok`],
  ['"https://example.com/a"', `"${link('https://example.com/a')}"`],
  ["'https://example.com/a', 'b'", `'${link('https://example.com/a')}', 'b'`],
  ['(https://example.com/a_(b)) c', `(${link('https://example.com/a_(b)')}) c`],
  ['[https://example.com/a]', `[${link('https://example.com/a')}]`],
  ['https://example.com/a?b=c&d=e;', `${link('https://example.com/a?b=c&d=e')};`],
  ['https://example.com...', `${link('https://example.com')}...`],
  ['https://a.com,https://b.com', `${link('https://a.com')},${link('https://b.com')}`],
  ['http://localhost:3000/x: y', `${link('http://localhost:3000/x')}: y`],
  [
    'https://ja.wikipedia.org/wiki/日本 です',
    `${link('https://ja.wikipedia.org/wiki/%E6%97%A5%E6%9C%AC', 'https://ja.wikipedia.org/wiki/日本')} です`,
  ],
  [
    'https://ja.wikipedia.org/wiki/C言語。',
    `${link('https://ja.wikipedia.org/wiki/C%E8%A8%80%E8%AA%9E', 'https://ja.wikipedia.org/wiki/C言語')}。`,
  ],
  [
    'https://de.wikipedia.org/wiki/Straße.',
    `${link('https://de.wikipedia.org/wiki/Stra%C3%9Fe', 'https://de.wikipedia.org/wiki/Straße')}.`,
  ],
  ['https://日本語.jp/a', link('https://xn--wgv71a119e.jp/a', 'https://日本語.jp/a')],
  ['https://… and https://*.example.com'],
  ['联系me@example.com。', `联系${link('mailto:me@example.com', 'me@example.com')}。`],
  ['mailto:me@example.com，谢谢', `${link('mailto:me@example.com')}，谢谢`],
  ['me@example.com了解', `${link('mailto:me@example.com', 'me@example.com')}了解`],
  ['table[i](row) and [see](below)'],
];

/** Addresses that are different until their next character is known. */
const UNTIL_KNOWN: Row[] = [
  ['https://example.com/a&amp; b', `${link('https://example.com/a')}& b`],
  ['git clone git@github.com:a/b.git, icon@2x.png'],
];

/** Texts that only look like the start of emphasis, code or a link. */
const AS_WRITTEN: Row[] = [
  ['f(x) = x**2 + 1 and'],
  ['x**2 + y**2 = z**2'],
  ['f(x)**2 + g(x)**2'],
  ['2**n and 2**m, 5*3*2'],
  ['Use **kwargs'],
  ['Use **kwargs to pass what is left, and *args.'],
  ['Call f(a, *rest, **options) and'],
  ['*args and **kwargs'],
  ['array[i and'],
  ['an aside [that goes on and on'],
  ['int *p = 0;'],
  ['char **argv; const char *name = "x";'],
  ['5 * 3 * 2'],
  ['a_b_c and snake_case, _private'],
  ['__init__ and __init__.py'],
  ['see ~/path and ~5'],
  ['if a < b and c > d'],
  ['src/**/*.ts and *.js'],
  ['6`2 of it'],
  ['a ` b and **'],
  ['fn[i](arg and'],
  ['a [note](see below and'],
  ['one ** two ** three'],
];

/** Emphasis, code and links that are shown as such from their start. */
const SHOWN_EARLY: Row[] = [
  ['**bold text so far** and', '<b>bold text so far</b> and'],
  ['This is *really* a **big deal** yes', 'This is <i>really</i> a <b>big deal</b> yes'],
  ['- **Term**: what it is', '- <b>Term</b>: what it is'],
  ['***Both*** x', '<i><b>Both</b></i> x'],
  ['**An *other* mark** d', '<b>An <i>other</i> mark</b> d'],
  ['It costs **50 dollars** now', 'It costs <b>50 dollars</b> now'],
  ['~~Gone~~ x', '<s>Gone</s> x'],
  ['use `foo bar` x', 'use <code>foo bar</code> x'],
  ['a **`code`** b', 'a <b><code>code</code></b> b'],
  ['line **one\ntwo** x', 'line <b>one⏎two</b> x'],
  ['_In English_ x', '<i>In English</i> x'],
  ['这是**重点**内容', '这是<b>重点</b>内容'],
  ['See [the docs](https://example.com/a "t") x', `See ${link('https://example.com/a', 'the docs')} x`],
  ['See ![a picture](https://example.com/a.png) x', 'See a picture x'],
];

/** Texts that are emphasised only when their marks are closed. */
const CLOSED: Row[] = [
  ['habl**o** x', 'habl<b>o</b> x'],
  ['**H**2O', '<b>H</b>2O'],
  ['a _private_ matter', 'a <i>private</i> matter'],
  ['use **kwargs** x', 'use <b>kwargs</b> x'],
];

const LINES: Row[] = [
  ['Roses are red,\nViolets are blue', 'Roses are red,⏎Violets are blue'],
  ['**Address**\n1 Main Street\nAthens', '<b>Address</b>⏎1 Main Street⏎Athens'],
  ['- one\n  two\n- three', '- one⏎two\n- three'],
  ['> said\n> twice', '[quote] said⏎twice'],
];

const BLOCKS: Row[] = [
  ['```markdown\n# A\n```sh\nls\n```\nB\n```\nC', '[markdown]\n# A\n```sh\nls\n```\nB\nC'],
  ['~~~md\n~~~js\na\n~~~\n~~~\nb', '[md]\n~~~js\na\n~~~\nb'],
  ['```js\n```ts\na\n```\nb', '[js]\n```ts\na\nb'],
  ['> [!NOTE]\n> Read this.', '[note] Read this.'],
  ['> [!Tip]\n>\n> - a\n> - b', '[tip] - a\n- b'],
  ['> [!NOTE] no\n> callout', '[quote] [!NOTE] no⏎callout'],
  ['> [!OTHER]\n> no callout', '[quote] [!OTHER]⏎no callout'],
];

const withShown = (rows: readonly Row[]) => rows.map(([text, shown = text]) => [text, shown] as const);
const ROWS = withShown([...CJK, ...LINKS, ...AS_WRITTEN, ...SHOWN_EARLY, ...CLOSED, ...LINES, ...BLOCKS]);
const ALL = [...ROWS, ...withShown(UNTIL_KNOWN)];
/** The texts in which marks may be visible for a moment: before a second letter, and around the label of a link. */
const NOT_SHOWN_EARLY_YET = /[*_~`!]+\p{L}?$|\[[^\]]*(?:\]\(?)?$/u;

/** The texts between marks of a kind, without the marks inside them. */
function marked(shown: string, tag: string): string[] {
  const found = [...shown.matchAll(new RegExp(`<${tag}(?: [^>]*)?>(.*?)</${tag}>`, 'gs'))];
  return found.map(([, text = '']) => text.replace(/<[^>]*>/g, ''));
}

describe('the rules of text', () => {
  it.each(ALL)('apply when the text arrives at once: %j', (text, shown) => {
    expect(shownSettled(text)).toBe(shown);
  });

  it.each(ALL)('apply when the text has streamed: %j', (text, shown) => {
    expect(shownLive(text).settled).toBe(shown);
  });

  it.each(ROWS)('never emphasise a text that is not emphasised in the end: %j', (text, shown) => {
    for (const { prefix, shown: live } of shownLive(text).prefixes) {
      for (const tag of ['b', 'i', 's', 'code', 'a']) {
        const expected = marked(shown, tag);
        for (const part of marked(live, tag)) {
          const isStart = expected.some((whole) => whole.startsWith(part.replace(/\s*[*~`]*\p{L}?$/u, '')));
          expect(isStart, `${JSON.stringify(prefix)} shows ${live}`).toBe(true);
        }
      }
    }
  });

  it.each(AS_WRITTEN.map(([text]) => text))('show the text as written at every length: %j', (text) => {
    for (const { prefix, shown } of shownLive(text).prefixes.slice(2)) {
      expect(shown).toBe(prefix.trimEnd());
    }
  });

  it.each(SHOWN_EARLY.map(([text]) => text))('show the marks of emphasis only for a moment: %j', (text) => {
    for (const { prefix, shown } of shownLive(text).prefixes) {
      const words = shown.replace(/<[^>]*>/g, '');
      if (/[*~`[\]_]/.test(words)) expect(prefix, shown).toMatch(NOT_SHOWN_EARLY_YET);
    }
  });
});
