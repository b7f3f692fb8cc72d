import { useQueryClient } from '@tanstack/react-query';
import type { ExportFormat } from '../export/export-threads.ts';
import { useServices } from './services.ts';
import { wordsOf } from '../words-of.ts';

/** Gives the person a thread as a file, or says why not. What makes the file comes when it is first wanted. */
export function useThreadExport(): (threadId: string, format: ExportFormat) => Promise<void> {
  const { clock, toasts } = useServices();
  const queryClient = useQueryClient();
  return async (threadId, format) => {
    try {
      const { exportThread } = await import('../export/export-threads.ts');
      await exportThread(queryClient, threadId, format, clock.now());
    } catch (error) {
      const description = wordsOf(error);
      toasts.show({ title: 'Couldn’t export the conversation', description, tone: 'problem' });
    }
  };
}
