import type { InlineToken } from './read-inline.ts';

/** The visible text of a link, without its marks. */
export interface LinkText {
  readonly own: string;
  /** The text with the words that touch it. In an address, readers do not see where the link begins. */
  readonly around: string;
}

/** Maximum length of the text before and after a link that is considered, in characters. */
const LONGEST_SIDE = 200;
/** Characters that separate a link from the word next to it. */
const EDGE = /[\s,;()[\]{}<>"'`!?|，、；：（）「」『』【】《》“”‘’]/u;

const NONE: ReadonlyMap<InlineToken, LinkText> = new Map();

/** Returns the texts of all links and pictures, by the tokens that open them. */
export function linkTexts(tokens: readonly InlineToken[]): ReadonlyMap<InlineToken, LinkText> {
  if (!tokens.some(({ type }) => type === 'link_open' || type === 'image')) return NONE;
  const places: { token: InlineToken; start: number; end: number }[] = [];
  const open: { token: InlineToken; start: number }[] = [];
  let text = '';
  for (const token of tokens) {
    const start = text.length;
    text += visibleText(token);
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

/** Match TeX commands that look like the dots of an address, and all other commands and signs. */
const TEX_POINT = /\\(?:[cl]?dotp?|bullet|ldotp)(?![A-Za-z])/g;
const TEX_SIGN = /\\[A-Za-z]+|[^\p{L}\p{N}.:/@-]/gu;

/** Returns the visible text of a token. For a formula, this text is its letters, because they may spell an address. */
function visibleText({ type, content, markup }: InlineToken): string {
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

/** Returns the text that is shown in place of a picture. */
export function pictureText(text: string): string {
  return text === '' ? 'Image' : text;
}
