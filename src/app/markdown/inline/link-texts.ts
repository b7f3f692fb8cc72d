import type { InlineToken } from './read-inline.ts';

/** What is shown of a link, whatever its marks. */
export interface LinkText {
  readonly own: string;
  /** With what stands directly before and after it: in an address, readers do not see where the link begins. */
  readonly around: string;
}

/** What is looked at on either side of a link, in characters. */
const LONGEST_SIDE = 200;
/** What ends an address, so that it stands beside the link and not in one word with it. */
const EDGE = /[\s,;()[\]{}<>"'`!?|，、；：（）「」『』【】《》“”‘’]/u;

const NONE: ReadonlyMap<InlineToken, LinkText> = new Map();

/** Reads the texts of all links, by the tokens that open them. */
export function linkTexts(tokens: readonly InlineToken[]): ReadonlyMap<InlineToken, LinkText> {
  if (!tokens.some(({ type }) => type === 'link_open' || type === 'image')) return NONE;
  const places: { token: InlineToken; start: number; end: number }[] = [];
  const open: { token: InlineToken; start: number }[] = [];
  let text = '';
  for (const token of tokens) {
    const start = text.length;
    text += shown(token);
    if (token.type === 'link_open') open.push({ token, start });
    const ended = token.type === 'link_close' ? open.pop() : undefined;
    if (ended) places.push({ ...ended, end: start });
    if (token.type === 'image') places.push({ token, start, end: text.length });
  }
  return new Map(places.map(({ token, start, end }) => [token, textAt(text, start, end)]));
}

function textAt(text: string, start: number, end: number): LinkText {
  const own = text.slice(start, end);
  const before =
    text
      .slice(Math.max(0, start - LONGEST_SIDE), start)
      .split(EDGE)
      .at(-1) ?? '';
  const [after = ''] = text.slice(end, end + LONGEST_SIDE).split(EDGE, 1);
  return { own, around: before + own + after };
}

/** Commands that look like points in an address, and all others. */
const TEX_POINT = /\\(?:[cl]?dotp?|bullet|ldotp)(?![A-Za-z])/g;
const TEX_SIGN = /\\[A-Za-z]+|[^\p{L}\p{N}.:/@-]/gu;

/** What a token shows. Of a formula, the letters, of which it can make a word. */
function shown({ type, content, markup }: InlineToken): string {
  switch (type) {
    case 'softbreak':
    case 'hardbreak':
      return ' ';
    case 'image':
      return pictureText(content);
    case 'maths':
      return markup.replace(TEX_POINT, '.').replace(TEX_SIGN, '');
    case 'footnote_call':
      return '';
    default:
      return content;
  }
}

/** The words in the place of a picture. */
export function pictureText(text: string): string {
  return text === '' ? 'Image' : text;
}
