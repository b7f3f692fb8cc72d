import type { Token } from 'markdown-it';
import type { Span, Style } from '../styled-text.ts';

/** Renders the inline text of a block. Styles replace the marks of markdown; line breaks are `\n` in the texts. */
export function renderInline(tokens: readonly Token[]): Span[] {
  const spans: Span[] = [];
  const hrefs: string[] = [];
  let styles: readonly Style[] = [];
  const add = (text: string, ...more: Style[]) => spans.push({ text, styles: [...styles, ...more] });
  const open = (style: Style) => (styles = [...styles, style]);
  const close = () => (styles = styles.slice(0, -1));
  for (const token of tokens) {
    switch (token.type) {
      case 'strong_open':
        open('bold');
        break;
      case 'em_open':
        open('italic');
        break;
      case 's_open':
        open('strikethrough');
        break;
      case 'link_open':
        open('underline');
        hrefs.push(token.attrGet('href') ?? '');
        break;
      case 'link_close': {
        close();
        const href = hrefs.pop() ?? '';
        if (token.markup !== 'linkify' && token.markup !== 'autolink') add(` (${href})`, 'dim');
        break;
      }
      case 'strong_close':
      case 'em_close':
      case 's_close':
        close();
        break;
      case 'softbreak':
      case 'hardbreak':
        add('\n');
        break;
      case 'code_inline':
        add(token.content, 'cyan');
        break;
      case 'image':
        add(`${token.content || 'image'} (${token.attrGet('src') ?? ''})`);
        break;
      default:
        add(token.content);
    }
  }
  return spans;
}
