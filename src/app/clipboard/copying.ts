import type { Copied } from './write-clipboard.ts';

interface Copying {
  copySelection(event: ClipboardEvent): void;
  copiedMessage(markdown: string, shown: Element | null, annotations: unknown): Copied;
  writeClipboard(content: Copied): Promise<void>;
}

let loaded: Copying | null = null;
let loading: Promise<void> | null = null;

/**
 * Loads the code that copies a conversation as rich text. A copy event must be handled synchronously, so call this
 * function as soon as there are messages to copy.
 */
export function loadCopying(): Promise<void> {
  loading ??= load();
  return loading;
}

async function load(): Promise<void> {
  try {
    const [richCopy, clipboard] = await Promise.all([
      import('./rich-copy.ts'),
      import('./write-clipboard.ts'),
    ]);
    loaded = {
      copySelection: richCopy.copySelection,
      copiedMessage: richCopy.copiedMessage,
      writeClipboard: clipboard.writeClipboard,
    };
  } catch {
    loading = null; // the server cannot be reached or has been updated; the next call tries again
  }
}

/** Handles a copy event in a conversation. Until `loadCopying` is done, the browser's default applies. */
export function copySelection(event: ClipboardEvent): void {
  loaded?.copySelection(event);
}

/** Returns the clipboard content for a message. It includes rich text and sources if `loadCopying` is done. */
export function copiedMessage(markdown: string, shown: Element | null, annotations?: unknown): Copied {
  return loaded ? loaded.copiedMessage(markdown, shown, annotations) : { text: markdown, markdown };
}

/**
 * Writes to the clipboard. Browsers allow this only while a click is handled, so the function waits only if its code is
 * not loaded yet.
 * @throws if the browser does not allow it, or if the code cannot be loaded
 */
export async function writeClipboard(content: Copied): Promise<void> {
  if (!loaded) await loadCopying();
  if (!loaded) throw new Error('The code for copying could not be loaded. Reload the page.');
  await loaded.writeClipboard(content);
}
