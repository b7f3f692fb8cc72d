import { withSources } from '../../client/source-list.ts';
import { citationsIn } from '../../protocol/url-citation.ts';
import { copiedFragment, FORMULA } from './copied-fragment.ts';
import { plainText } from './plain-text.ts';
import { textWithin } from './selected-text.ts';
import { setFormats, type Copied } from './write-clipboard.ts';

/**
 * Handles a copy event in a conversation. Formulas are copied as TeX, lists with their numbers and checkmarks, and code
 * unchanged. Buttons are not copied. If the selection is in a text field, the browser handles the event.
 */
export function copySelection(event: ClipboardEvent): void {
  const selection = document.getSelection();
  if (!selection || selection.rangeCount === 0 || isField(event.target)) return;
  const ranges = Array.from({ length: selection.rangeCount }, (_, at) => selection.getRangeAt(at));
  const copied = (ranges.length === 1 && codeOf(ranges[0]!)) || textOf(ranges);
  if (copied.text === '') return;
  event.preventDefault();
  setFormats(event.clipboardData, copied);
}

/**
 * Returns the clipboard content for a message. Its plain text is the markdown. Most programs that accept only text,
 * such as chats and editors, understand markdown. Markdown also keeps formulas, checkboxes and numbers as they were
 * written.
 * @param shown the element that shows the message, from which the rich text is made
 * @param annotations the annotations of the message: the web pages that it cites are added as links
 */
export function copiedMessage(text: string, shown: Element | null, annotations: unknown): Copied {
  const markdown = withSources(text, citationsIn(annotations));
  return { text: markdown, markdown, ...(shown && { html: htmlOf(copiedFragment(shown, null)) }) };
}

/** Returns the selected code; null if the selection is not inside one block of code. */
function codeOf(range: Range): Copied | null {
  const pre = elementOf(range.commonAncestorContainer)?.closest('pre');
  return pre ? { text: textWithin(pre, range) } : null;
}

function textOf(ranges: readonly Range[]): Copied {
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

function htmlOf(fragment: DocumentFragment): string {
  const holder = document.createElement('div');
  holder.append(fragment.cloneNode(true));
  return holder.innerHTML;
}
