/** A text in the forms in which programs may take it; each takes the richest that it knows. */
export interface Copied {
  text: string;
  html?: string;
  markdown?: string;
}

/** Browsers let pages add formats of their own under this prefix, to programs that ask for them. */
const MARKDOWN = 'web text/markdown';

/**
 * Puts a text on the clipboard. To be called while a person clicks or presses a key.
 * @throws an error where the browser allows no page to do so
 */
export async function writeClipboard(copied: Copied): Promise<void> {
  // Browsers give it to secure pages alone; on plain http addresses there is the way from before.
  const clipboard = (navigator as Partial<Navigator>).clipboard;
  try {
    if (!clipboard) throw new DOMException('This page may not use the clipboard.', 'NotAllowedError');
    if (copied.html === undefined || typeof ClipboardItem === 'undefined')
      await clipboard.writeText(copied.text);
    else await clipboard.write([new ClipboardItem(formatsOf(copied))]);
  } catch (error) {
    if (!copyByCommand(copied)) throw error;
  }
}

function formatsOf({ text, html, markdown }: Copied): Record<string, Blob> {
  const formats: Record<string, Blob> = { 'text/plain': new Blob([text], { type: 'text/plain' }) };
  if (html !== undefined) formats['text/html'] = new Blob([html], { type: 'text/html' });
  if (markdown !== undefined && ClipboardItem.supports?.(MARKDOWN)) {
    formats[MARKDOWN] = new Blob([markdown], { type: 'text/markdown' });
  }
  return formats;
}

/** Lets the browser copy a selection, and gives it the text instead. Whether it did. */
function copyByCommand(copied: Copied): boolean {
  let isCopied = false;
  function fill(event: ClipboardEvent): void {
    event.preventDefault();
    event.stopImmediatePropagation();
    setFormats(event.clipboardData, copied);
    isCopied = event.clipboardData !== null;
  }
  const restore = selectSomething(copied.text);
  document.addEventListener('copy', fill, { capture: true });
  try {
    // Deprecated, and yet nothing else copies where there is no clipboard.
    return document.execCommand('copy') && isCopied;
  } finally {
    document.removeEventListener('copy', fill, { capture: true });
    restore();
  }
}

/** Puts a text, in all its forms, in the place of what a person copies. */
export function setFormats(data: DataTransfer | null, { text, html, markdown }: Copied): void {
  data?.setData('text/plain', text);
  if (html !== undefined) data?.setData('text/html', html);
  if (markdown !== undefined) data?.setData('text/markdown', markdown);
}

/** Browsers copy only where something is selected. Returns what gives back what was selected before. */
function selectSomething(text: string): () => void {
  const selection = document.getSelection();
  const before = selection && selection.rangeCount > 0 ? selection.getRangeAt(0).cloneRange() : null;
  const holder = document.createElement('span');
  holder.className = 'sr-only select-text';
  holder.ariaHidden = 'true';
  holder.textContent = text.slice(0, 1) || ' ';
  // What lies outside of an open dialog cannot be selected.
  (document.activeElement?.closest('[role="dialog"]') ?? document.body).append(holder);
  selection?.selectAllChildren(holder);
  return () => {
    holder.remove();
    selection?.removeAllRanges();
    if (before) selection?.addRange(before);
  };
}
