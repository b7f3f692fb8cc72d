import { useEffect } from 'react';
import { hasFiles } from './dragged-files.ts';
import { isInTextField } from '../browser/key-targets.ts';

/**
 * Keeps the page where it is when something is dropped on it: a browser opens a dropped file or link in its place. Text
 * can still be dropped into a field.
 */
export function useDropGuard(): void {
  useEffect(() => {
    function guard(event: DragEvent): void {
      if (event.defaultPrevented || (isInTextField(event) && !hasFiles(event.dataTransfer))) return;
      event.preventDefault();
      // A drop that is not accepted would not be reported, so that nothing could be said about it.
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
