import type { QueryClient } from '@tanstack/react-query';
import { speakerNames } from '../../client/speaker-names.ts';
import { threadAsMarkdown } from '../../client/thread-as-markdown.ts';
import { loadWholeThread, loadWholeThreads, threadsAsJson } from '../../client/whole-threads.ts';
import { hub } from '../api/hub.ts';
import { assistantQuery } from '../api/assistants.ts';
import { fileName, saveFile } from './save-file.ts';

/** The file formats of an export. */
export type ExportFormat = 'markdown' | 'json';

/**
 * Offers one thread to the person as a download.
 * @param now milliseconds since 1970
 * @throws an error that says why the thread could not be loaded
 */
export async function exportThread(
  queryClient: QueryClient,
  threadId: string,
  format: ExportFormat,
  now: number,
): Promise<void> {
  const { thread, messages } = await loadWholeThread(
    hub,
    threadId,
    new AbortController().signal,
    format === 'json',
  );
  const title = thread.metadata.topic ?? '';
  if (format === 'json') {
    return saveFile(fileName(title, 'json'), 'application/json', threadsAsJson([{ thread, messages }], now));
  }
  const nameOf = await speakerNames(messages, (id) => queryClient.fetchQuery(assistantQuery(id)));
  saveFile(fileName(title, 'md'), 'text/markdown', threadAsMarkdown(thread, messages, nameOf));
}

/**
 * Offers all threads to the person as one download.
 * @param now milliseconds since 1970
 * @param onProgress called with the number of loaded threads and the total number of threads
 * @throws an error that says why the threads could not be loaded
 */
export async function exportAllThreads(
  now: number,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const threads = await loadWholeThreads(hub, signal, onProgress);
  const day = new Date(now).toISOString().slice(0, 10);
  saveFile(fileName(`Symposium ${day}`, 'json'), 'application/json', threadsAsJson(threads, now));
}
