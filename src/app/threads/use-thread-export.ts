import { useQueryClient } from '@tanstack/react-query';
import type { ExportFormat } from './export-threads.ts';
import { useBrowser } from '../browser/browser-context.ts';
import { useToasts } from '../ui/toasts-context.ts';
import { errorMessage } from '../ui/error-message.ts';

/**
 * Returns a function that downloads a thread. If that fails, it shows a toast. Its code is loaded when it is first
 * called.
 */
export function useThreadExport(): (threadId: string, format: ExportFormat) => Promise<void> {
  const { clock } = useBrowser();
  const toasts = useToasts();
  const queryClient = useQueryClient();
  return async (threadId, format) => {
    try {
      const { exportThread } = await import('./export-threads.ts');
      await exportThread(queryClient, threadId, format, clock.now());
    } catch (error) {
      const description = errorMessage(error);
      toasts.show({ title: 'Couldn’t export the conversation', description, tone: 'problem' });
    }
  };
}
