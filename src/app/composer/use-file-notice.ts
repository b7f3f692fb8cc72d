import { useEffect } from 'react';
import { hasFiles, hasOnlyFiles } from './dragged-files.ts';
import type { CloseToast } from '../ui/toasts.ts';
import { useToasts } from '../ui/toasts-context.ts';

/** Says that files cannot be sent when one is dropped or pasted anywhere on the page. */
export function useFileNotice(): void {
  const toasts = useToasts();
  useEffect(() => {
    let close: CloseToast | null = null;

    function say(): void {
      close?.();
      close = toasts.show({
        title: "Files can't be sent yet.",
        description: 'Paste the text that the agent should read.',
        tone: 'problem',
      });
    }

    function onDrop({ dataTransfer }: DragEvent): void {
      if (hasFiles(dataTransfer)) say();
    }

    function onPaste(event: ClipboardEvent): void {
      if (!hasOnlyFiles(event.clipboardData)) return;
      event.preventDefault(); // or else the names of files are written
      say();
    }

    window.addEventListener('drop', onDrop);
    window.addEventListener('paste', onPaste);
    return () => {
      window.removeEventListener('drop', onDrop);
      window.removeEventListener('paste', onPaste);
    };
  }, [toasts]);
}
