/** A text in several formats. Programs paste the richest format that they know. */
export interface Copied {
  text: string;
  html?: string;
  markdown?: string;
}

/**
 * Custom clipboard format for markdown. Browsers offer formats with the prefix `web ` to programs that ask for them.
 */
const MARKDOWN = 'web text/markdown';

/**
 * Writes a text to the clipboard. Call it while a click or a key press is handled.
 * @throws if the browser does not allow it
 */
export async function writeClipboard(copied: Copied): Promise<void> {
  // Browsers provide `navigator.clipboard` only to secure pages. On other pages, `copyByCommand` is used.
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

/** Runs the browser's copy command and sets the copied content. Returns whether the command succeeded. */
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
    // `execCommand` is deprecated, but it is the only way to copy on pages without `navigator.clipboard`.
    return document.execCommand('copy') && isCopied;
  } finally {
    document.removeEventListener('copy', fill, { capture: true });
    restore();
  }
}

/** Sets all formats of a text as the content of a copy event. */
export function setFormats(data: DataTransfer | null, { text, html, markdown }: Copied): void {
  data?.setData('text/plain', text);
  if (html !== undefined) data?.setData('text/html', html);
  if (markdown !== undefined) data?.setData('text/markdown', markdown);
}

/** Selects a placeholder, because browsers copy only if something is selected. Returns a function that restores the selection. */
function selectSomething(text: string): () => void {
  const selection = document.getSelection();
  const before = selection && selection.rangeCount > 0 ? selection.getRangeAt(0).cloneRange() : null;
  const holder = document.createElement('span');
  holder.className = 'sr-only select-text';
  holder.ariaHidden = 'true';
  holder.textContent = text.slice(0, 1) || ' ';
  // While a dialog is open, nothing outside it can be selected.
  (document.activeElement?.closest('[role="dialog"]') ?? document.body).append(holder);
  selection?.selectAllChildren(holder);
  return () => {
    holder.remove();
    selection?.removeAllRanges();
    if (before) selection?.addRange(before);
  };
}
