import { copiedFragment } from './copied-fragment.ts';
import { htmlOf } from './html-of.ts';
import type { Copied } from './write-clipboard.ts';

/**
 * A message as it is copied. As text it is the markdown: where only text is taken, in chats and in editors, that is
 * mostly understood, and it holds formulas, ticks and numbers as they were written.
 * @param shown where the message is shown; the richer form is made from there
 */
export function copiedMessage(markdown: string, shown: Element | null): Copied {
  return { text: markdown, markdown, ...(shown && { html: htmlOf(copiedFragment(shown, null)) }) };
}
