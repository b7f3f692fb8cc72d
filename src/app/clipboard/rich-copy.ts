import { copiedFragment, FORMULA } from './copied-fragment.ts';
import { plainText } from './plain-text.ts';
import { textWithin } from './selected-text.ts';
import { setFormats, type Copied } from './write-clipboard.ts';

/**
 * Answers a copy of what is selected in a conversation: formulas as TeX, lists with their numbers and ticks, code to
 * the letter, no buttons. What is selected in a field is left to the browser.
 */
export function copySelection(event: ClipboardEvent): void {
  const selection = document.getSelection();
  if (!selection || selection.rangeCount === 0 || isField(event.target)) return;
  const ranges = Array.from({ length: selection.rangeCount }, (_, at) => selection.getRangeAt(at));
  const copied = (ranges.length === 1 && codeOf(ranges[0]!)) || whatIsSaid(ranges);
  if (copied.text === '') return;
  event.preventDefault();
  setFormats(event.clipboardData, copied);
}

/**
 * A message as it is copied. As text it is the markdown: where only text is taken, in chats and in editors, that is
 * mostly understood, and it holds formulas, ticks and numbers as they were written.
 * @param shown where the message is shown; the richer form is made from there
 */
export function copiedMessage(markdown: string, shown: Element | null): Copied {
  return { text: markdown, markdown, ...(shown && { html: htmlOf(copiedFragment(shown, null)) }) };
}

/** What is selected within a block of code; null where it is not within one. */
function codeOf(range: Range): Copied | null {
  const pre = elementOf(range.commonAncestorContainer)?.closest('pre');
  return pre ? { text: textWithin(pre, range) } : null;
}

function whatIsSaid(ranges: readonly Range[]): Copied {
  const fragment = document.createDocumentFragment();
  for (const range of ranges) {
    const common = range.commonAncestorContainer;
    fragment.append(copiedFragment(elementOf(common)?.closest(FORMULA) ?? common, range));
  }
  return { text: plainText(fragment), html: htmlOf(fragment) };
}

function elementOf(node: Node): Element | null {
  return node instanceof Element ? node : node.parentElement;
}

function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('textarea, input:not([type="checkbox"])');
}

/** The HTML of a fragment. */
function htmlOf(fragment: DocumentFragment): string {
  const holder = document.createElement('div');
  holder.append(fragment.cloneNode(true));
  return holder.innerHTML;
}
