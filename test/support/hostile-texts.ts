/** A text of at least so many characters, made of one construct of markdown repeated. */
export type MakeText = (length: number) => string;

const ESCAPES: Record<string, string> = { '\\n': '\n', '\\t': '\t' };

function unescape(part: string): string {
  return part.replace(/\\[nt]/g, (escape) => ESCAPES[escape] ?? escape);
}

/** Repeats a part; a `№` in it is the number of the repetition. */
export function repeated(part: string, beginning = ''): MakeText {
  const piece = unescape(part);
  return (length) => {
    let text = unescape(beginning);
    for (let count = 1; text.length < length; count++) text += piece.replaceAll('№', String(count));
    return text;
  };
}

/** Lines, each one longer than the one before, of one character repeated. */
function growing(character: string, between: string): MakeText {
  return (length) => {
    let text = '';
    for (let count = 1; text.length < length; count++) text += character.repeat(count) + unescape(between);
    return text;
  };
}

/** The repeated part, by what it is. `№` is the number of the repetition, `\n` the end of a line. */
const PARTS = {
  words: 'word ',
  'short lines': 'a\\n',
  'numbers, one a line': '№\\n',
  'half footnotes': '[^',
  'one long word': 'a',
  paragraphs: 'A few words.\\n\\n',
  'empty lines': '\\n',
  spaces: ' ',
  tabs: '\\t',
  'hard breaks': 'a\\\n',
  '<br>': 'a<br>',
  'CJK text': '蘇格拉底說，知道自己無知。',
  'Hebrew text': 'שלום עולם ',
  'combining marks': 'a\u0301\u0302',
  emoji: '👩‍👩‍👧',
  'mail addresses': 'a@b.com ',
  'mail addresses without spaces': 'a@b.com,',
  'at signs': '@',
  'letters at signs': 'a@',
  'dotted letters': 'a.',
  addresses: 'https://example.com/№ ',
  'addresses without spaces': 'https://a.b/',
  'half addresses': 'http://',
  'mailto:': 'mailto:',
  'slashes and colons': '://',
  'www.': 'www.',
  autolinks: '<http://a.b> ',
  'half autolinks': '<http://a.b ',
  'less-than signs': '<',
  comments: '<!-- ',
  links: '[a](https://example.com/№) ',
  'links with titles': '[a](/b "c") ',
  'half links': '[a](',
  'half links with destinations': '[a](<b',
  'half links with titles': '[a](b "c ',
  'half links with parentheses': '[a](((((b ',
  'opening brackets': '[',
  'opening and closing brackets': '[]',
  'closing brackets': ']',
  'brackets around words': '[a] ',
  'half references': '[a][',
  pictures: '![a](b) ',
  'half pictures': '![',
  'undefined footnotes': '[^№] ',
  'opening stars': '*a ',
  'opening double stars': '**a ',
  'closing stars': 'a* ',
  stars: '*',
  'stars around words': '*a* ',
  'stars in stars': '*a **b ',
  'mixed marks': '**a *b _c ~~d ',
  'closing mixed marks': '*a_ ',
  underscores: '_a ',
  'underscores in words': 'a_',
  tildes: '~~a ',
  'many tildes': '~',
  code: '`a` ',
  'opening backticks': '`a ',
  'double backticks': '``a ',
  backslashes: '\\',
  'escaped stars': '\\*',
  entities: '&amp;',
  'half entities': '&',
  formulas: '$a$ ',
  'opening dollars': '$a ',
  dollars: '$',
  money: 'US$5, ',
  'double dollars in words': 'a $$b ',
  'parenthesised formulas': '\\(a\\) ',
  'half parenthesised formulas': '\\(a ',
  'formulas on lines': '$$\\na\\n$$\\n',
  'bracketed formulas': '\\[a\\]\\n\\n',
  'half bracketed formulas': 'a \\[ b ',
  headings: '# a\\n',
  'heading marks': '#',
  'underlined headings': 'a\\n=\\n',
  breaks: '---\\n',
  'a line of dashes': '-',
  'dashes and spaces': '- ',
  'stars and spaces': '* ',
  quotes: '> a\\n\\n',
  'quoted lines': '> a\\n',
  'lazy quotes': '> a\\nb\\n\\n',
  'quote marks': '>',
  'nested quotes': '> > > > > a\\n',
  'a list': '- a\\n',
  'a loose list': '- a\\n\\n',
  'a numbered list': '1. a\\n',
  'lists of other marks': '- a\\n* b\\n+ c\\n',
  'a task list': '- [x] a\\n',
  'a list in a list': '- a\\n  - b\\n',
  'empty items': '-\\n',
  'list markers in a line': '1. ',
  'code in fences': '```\\na\\n```\\n\\n',
  'code in fences, in colour': '```js\\nlet a = 1;\\n```\\n\\n',
  'code in an item': '- ```\\n  a\\n  ```\\n',
  'indented code': '    a\\n',
  'indented code, with blank lines': '    a\\n\\n',
  'fence marks': '```\\n',
  'small tables': '|a|b|\\n|-|-|\\n|c|d|\\n\\n',
  'a line of bars': '|',
  'a line of delimiters': '|-',
  'lines with bars': 'a|b\\n',
  'link definitions': '[a№]: /b\\n',
  'used link definitions': '[a№]\\n\\n[a№]: /b\\n\\n',
  'half link definitions': '[a№]:\\n',
  'link definitions with long titles': '[a]: /b "\\n',
  footnotes: 'a[^№]\\n\\n[^№]: b\\n\\n',
  'calls of one footnote': 'a[^1]\\n\\n',
  'footnote definitions': '[^№]: b\\n',
  callouts: '> [!NOTE]\\n> a\\n\\n',
  thinking: '<think>a</think>\\n\\n',
  'half footnotes with words': '[^a',
  'footnotes in footnotes': '[^a[^b]] ',
  tags: '<b a="c">d</b> ',
  'half tags': '<a b="',
  'numeric entities': '&#x3b1;',
  'half numeric entities': '&#x',
  'bars and backticks': '`|',
  'escaped bars': '\\|',
  'line separators': '\u2028',
  'marks and line separators': '# ~~~ \u2028',
  'nested marks': '***a**b*',
  'brackets and parentheses': '[(',
  'quotes in words': 'it\'s "so" ',
  'directional marks': '\u202e\u2066',
  'form feeds': '\f',
  'non-breaking spaces': '\u00a0',
  'null characters': '\0',
  'carriage returns': 'a\r',
} as const;

/** What has a beginning of its own. */
const CONTINUED = {
  'a table': repeated('| a | b |\\n', '| a | b |\\n|---|---|\\n'),
  'a table of mail addresses': repeated('| a@b.com | **b** |\\n', '| a | b |\\n|---|---|\\n'),
  'a heading with spaces': repeated(' ', '# a'),
  'a heading with spaces before marks': repeated(' #', '# a'),
  'an item with spaces': repeated(' ', '- a'),
  'a cell with spaces': repeated(' ', '| a | b |\\n|---|---|\\n| a'),
  'a line of spaces between words': (length) => `a${' '.repeat(length)}b`,
  'an open fence': repeated('let a = 1;\\n', '```js\\n'),
  'an open fence of blank lines': repeated('\\n', '```\\n'),
  'one line in a fence': repeated('let a = 1; ', '```js\\n'),
  'an open formula': repeated('a + b\\n', '$$\\n'),
  'one formula': repeated('a + ', '$'),
  'an open comment': repeated('a\\n', '<!--\\n'),
  'an item of many paragraphs': repeated('  a\\n\\n', '- a\\n\\n'),
  'an item of many lines': repeated('a\\n', '- a\\n'),
  'a quote of many items': repeated('> - a\\n', '> a\\n'),
  'a footnote of many paragraphs': repeated('    a\\n\\n', 'a[^1]\\n\\n[^1]: b\\n\\n'),
  'calls of a defined footnote': repeated('a[^1] ', '[^1]: b\\n\\n'),
  'paragraphs that call a footnote': repeated('a[^1]\\n\\n', '[^1]: b\\n\\n'),
  'references to one definition': repeated('[a] ', '[a]: /b\\n\\n'),
  'a long definition': repeated('a', '[a]: /'),
  'a long label': repeated('a', '['),
  'a Hebrew list': repeated('- שלום\\n', ''),
  'a list of numbers before Hebrew': repeated('- 1\\n', ''),
  'a fence of markdown with fences': repeated('```js\\na\\n', '````md\\n'),
  'a fence mark that grows': repeated('`', '```'),
  'a fence of tildes before a line separator': (length) => `${'~'.repeat(length)}\u2028`,
  'heading marks before a line separator': (length) => `# ${' '.repeat(length)}\u2028`,
  'a line of marks in a fence': repeated('`', '```js\\n'),
  'a line of dashes in a formula': repeated('-', '$$\\n'),
  'a fence of maths': repeated('a + b\\n', '```math\\n'),
  'a line of maths in a fence': repeated('a + b ', '```math\\n'),
  'blank lines in indented code': repeated('\\n', '    a\\n'),
  'blank lines before indented code': (length) => `    a${'\n'.repeat(length)}    ${'b '.repeat(100)}`,
  'a line in indented code': repeated('a ', '    '),
  'a line in a nested list': repeated('a ', '- - - > - '),
  'a line in a footnote': repeated('a ', '[^1]: '),
  'code in a quote': repeated('> a\\n', '> ```\\n'),
  'a table in a quote': repeated('> | a | b |\\n', '> | a | b |\\n> |---|---|\\n'),
  'a row that does not end': repeated('a ', '| a | b |\\n|---|---|\\n| '),
  'a header that does not end': repeated('|a', 'b\\n'),
  'definitions that end in a formula': repeated('[a№]: /b\\n> $$\\nThis is some prose.\\n\\n'),
  'a wide table': wideTable,
  'a square table': squareTable,
  'runs of backticks': growing('`', 'a'),
  'runs of stars': growing('*', 'a '),
  'lists that go deeper': growing(' ', '- a\\n'),
  'quotes that go deeper': growing('>', 'a\\n'),
} satisfies Record<string, MakeText>;

function wideTable(length: number): string {
  const columns = Math.ceil(length / 12);
  return ['a|', '-|', 'b|', 'c|'].map((cell) => `|${cell.repeat(columns)}\n`).join('');
}

function squareTable(length: number): string {
  const columns = Math.ceil(Math.sqrt(length / 2));
  const row = `|${'a|'.repeat(columns)}\n`;
  return `${row}|${'-|'.repeat(columns)}\n${row.repeat(columns)}`;
}

/** Texts that cost a reader of markdown the most, by the construct that each repeats. */
export const HOSTILE_TEXTS: Readonly<Record<string, MakeText>> = {
  ...Object.fromEntries(Object.entries(PARTS).map(([name, part]) => [name, repeated(part)])),
  ...CONTINUED,
};
