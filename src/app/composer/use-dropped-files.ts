import { useEffect } from 'react';
import { isInTextField } from '../browser/key-targets.ts';
import { useToasts } from '../ui/toasts-context.ts';
import type { CloseToast } from '../ui/toasts.ts';

/**
 * Prevents the browser from opening a dropped file or link in place of the page. Text can still be dropped into a field.
 */
export function useDropGuard(): void {
  useEffect(() => {
    function guard(event: DragEvent): void {
      if (event.defaultPrevented || (isInTextField(event) && !hasFiles(event.dataTransfer))) return;
      event.preventDefault();
      // Not for files: if the drop were not allowed, there would be no `drop` event, and no notice.
      if (event.dataTransfer && !hasFiles(event.dataTransfer)) event.dataTransfer.dropEffect = 'none';
    }
    window.addEventListener('dragover', guard);
    window.addEventListener('drop', guard);
    return () => {
      window.removeEventListener('dragover', guard);
      window.removeEventListener('drop', guard);
    };
  }, []);
}

/** When a file is dropped or pasted anywhere on the page, shows a toast that says that files can't be sent. */
export function useFileNotice(): void {
  const toasts = useToasts();
  useEffect(() => {
    let close: CloseToast | null = null;

    function showNotice(): void {
      close?.();
      close = toasts.show({
        title: "Files can't be sent yet.",
        description: 'Paste the text that the agent should read.',
        tone: 'problem',
      });
    }

    function onDrop({ dataTransfer }: DragEvent): void {
      if (hasFiles(dataTransfer)) showNotice();
    }

    function onPaste(event: ClipboardEvent): void {
      if (!hasOnlyFiles(event.clipboardData)) return;
      event.preventDefault(); // or the browser would insert the names of the files
      showNotice();
    }

    window.addEventListener('drop', onDrop);
    window.addEventListener('paste', onPaste);
    return () => {
      window.removeEventListener('drop', onDrop);
      window.removeEventListener('paste', onPaste);
    };
  }, [toasts]);
}

function hasFiles(data: DataTransfer | null): boolean {
  return data?.types.includes('Files') ?? false;
}

/**
 * Whether pasted data contains files and no text except their names. A word processor copies a text together with a
 * picture of it. A file manager copies files together with their names as text.
 */
function hasOnlyFiles(data: DataTransfer | null): boolean {
  if (!data || !hasFiles(data)) return false;
  const names = new Set(Array.from(data.files, ({ name }) => name));
  const lines = data.getData('text/plain').split(/[\r\n]+/);
  return lines.every((line) => line.trim() === '' || names.has(line.trim()));
}
