import type { Copied } from './write-clipboard.ts';

interface Copying {
  copySelection(event: ClipboardEvent): void;
  copiedMessage(markdown: string, shown: Element | null): Copied;
  writeClipboard(content: Copied): Promise<void>;
}

let loaded: Copying | null = null;
let loading: Promise<void> | null = null;

/**
 * Loads what turns a shown conversation into rich text. A copy event has to be answered at once, so it is loaded as soon
 * as there are messages to copy.
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
    loading = null; // the hub cannot be reached, or has another version now: the next conversation tries again
  }
}

/** Answers a copy of what is selected in a conversation. The browser does it until `loadCopying` is done. */
export function copySelection(event: ClipboardEvent): void {
  loaded?.copySelection(event);
}

/** Returns a message as it is copied: with its rich text once `loadCopying` is done. */
export function copiedMessage(markdown: string, shown: Element | null): Copied {
  return loaded ? loaded.copiedMessage(markdown, shown) : { text: markdown, markdown };
}

/**
 * Puts something on the clipboard. Browsers allow it only while a click is handled, so it does not wait if it need not.
 * @throws if the browser does not allow it, or if what does it cannot be loaded
 */
export async function writeClipboard(content: Copied): Promise<void> {
  if (!loaded) await loadCopying();
  if (!loaded) throw new Error('What copies could not be loaded.');
  await loaded.writeClipboard(content);
}
