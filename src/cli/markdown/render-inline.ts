import type { Token } from 'markdown-it';
import type { Place } from './place.ts';

/** Text within a block; the marks are gone where a colour or a weight says the same. */
export function renderInline(tokens: readonly Token[], colors: Place['colors']): string {
  const open: ((text: string) => string)[] = [];
  const hrefs: string[] = [];
  const paint = (text: string) => open.reduceRight((painted, style) => style(painted), text);
  return tokens
    .map((token) => {
      switch (token.type) {
        case 'strong_open':
          open.push(colors.bold);
          return '';
        case 'em_open':
          open.push(colors.italic);
          return '';
        case 's_open':
          open.push(colors.strikethrough);
          return '';
        case 'link_open':
          open.push(colors.underline);
          hrefs.push(token.attrGet('href') ?? '');
          return '';
        case 'link_close': {
          open.pop();
          const href = hrefs.pop() ?? '';
          return token.markup === 'linkify' || token.markup === 'autolink'
            ? ''
            : paint(colors.dim(` (${href})`));
        }
        case 'strong_close':
        case 'em_close':
        case 's_close':
          open.pop();
          return '';
        case 'softbreak':
        case 'hardbreak':
          return '\n';
        case 'code_inline':
          return paint(colors.cyan(token.content));
        case 'image':
          return paint(`${token.content || 'image'} (${token.attrGet('src') ?? ''})`);
        default:
          return paint(token.content);
      }
    })
    .join('');
}
