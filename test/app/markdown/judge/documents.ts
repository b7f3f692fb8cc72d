/** Documents that contain all kinds of blocks, and lines that only look like blocks. */
export const DOCUMENTS = {
  'paragraphs and headings':
    '# One\n\nTwo\nlines\n\nThree\n===\n\n=== four\n\n---\n\n**Five** ends.\n\n\n\nSix\n##\n# Seven #\n####### eight',
  lists: 'Do:\n\n- a\n\n  b\n\n- c\n\nNot c\n\n1. d\n2. e\n\n   f\n\n10. g\n\n* * *\n\n+ h\n\n+\n\nEnd',
  'lists in lists': '- a\n  - b\n    - c\n\n    d\n  - e\n\n- f\n  1) g\n     2) h\n  3) i\n* j',
  'code in fences': '```ts\na\n\nb\n\n~~~\n\n```\n\nc\n\n~~~~ a`b\n```\n\nd\n~~~\n\n~~~~\n\ne\n\n```\nf\n\ng',
  'code in lists':
    '1. a\n   ```sh\n   b\n\n   c\n   ```\n2. d\n   ```\n   e\n   ```\n\nf\n\n```\ng\n\nh\n```\n\ni',
  'code in an item without its end': '- a\n  ```\n  b\n\nc\n\n```\nd\n\ne\n```\n\nf',
  'code that begins with an item': '- ```\n  a\n  ```\n\n```\nb\n\nc\n```\n\nd',
  'code after a list': '- a\n# b\n  ```\nc\n\nd\n  ```\n\ne\n\nf\n2. g\n   ```\nh\n\ni',
  'empty items': '-\n  ```\n  a\n\nb\n\n-\n\n  ```\nc\n\nd\n  ```\n\ne',
  'indented code': 'a\n\n    b\n\n    c\n\nd\n\n\te\n\nf',
  quotes: '> a\n\n> b\nc\n\nd\n\n> ```\n> e\n\nf\n\n> - g\n\nh\n\n> # i\n> > j\n> k',
  tables:
    '| a | b |\n|---|---|\n| c | d |\n\n| e |\n|---|\n\nf | g\n--|--\n\nh\ni | j\n:-|-:\nk | l \\| m | n\no',
  HTML: 'a\n\n<!-- b\n\nc\n\n```\n\n-->\n\nd\n\n<div>\n\ne\n\nf <b>g</b>\n\nh',
  'other line ends': 'a\r\n\r\nb\r\n\r\n- c\r\n\r\nd\r\re\n\r\nf\n \t\ng',
  'what only looks like a block': '\n\n a\n\n\u{FEFF}b\n\n\u{A0}c\n\n*\n\n*d*\n\n-e\n\n1984\n\n:f\n\ng',
  maths: '$$\na\n\nb\n$$\nc\n$$ d $$\n$$e$$ f\n\n\\[\ng\n= h\n\\]\n\n\\[i\\] j\n\n- $$\n  k\n\nl',
  definitions:
    '[a] [b]\n\n[a]: /x\n[b]:\n  <y z>\n  "t\n  u"\n\n[c]: /d e\n\n[f]: /g "h\n[a]: /again\n\n> [q]: /r\n\n[q]',
  footnotes:
    'a[^1] b[^n]\n\n[^1]: c\n\n    d\n\n    - e\n\nf\n[^n]: g\nh\n\n[^1]: again\n\n[^]: i\n[^j k]: l',
  callouts:
    '> [!NOTE]\n> a\n\n> [!tip]\n\n> [!WARNING] b\n\n> [!Caution]\nc\n> - d\n\n> e\n> [!NOTE]\n\n> > [!IMPORTANT]\n> > f\n\n> [!FOO]\n> g\n\n> # h\n> [!NOTE]\n\n- > [!note]  \n  > i',
  'fences in markdown':
    '```markdown\na\n```sh\nb\n```\nc\n\n```\nd\n\n~~~md\n```js\ne\n```\n~~~ts\nf\n~~~\n~~~\ng\n\n````md\n```js\nh\n````\ni\n\n- ```md\n  ```md\n  ```x\n  j\n  ```\n  ```\n  ```\n\n```js\n```ts\n```\nk\n\n```md\n```js is how\n```\nl',
  tasks: '- [ ] a\n- [x] b\n\n  [x] c\n- [X]\n- [ ]d\n1. [x] e',
};
