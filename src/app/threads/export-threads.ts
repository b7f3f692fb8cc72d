import type { QueryClient } from '@tanstack/react-query';
import { speakerNames } from '../../client/speaker-names.ts';
import { threadAsMarkdown } from '../../client/thread-as-markdown.ts';
import { loadWholeThread, loadWholeThreads, threadsAsJson } from '../../client/whole-threads.ts';
import { hub } from '../api/http.ts';
import { assistantQuery } from '../api/assistants.ts';
import { fileName } from './file-name.ts';
import { saveFile } from './save-file.ts';

/** How a thread can be kept. */
export type ExportFormat = 'markdown' | 'json';

/**
 * Gives the person one thread as a file.
 * @param now milliseconds since 1970
 * @throws an error that says why it could not be loaded
 */
export async function exportThread(
  queryClient: QueryClient,
  threadId: string,
  format: ExportFormat,
  now: number,
): Promise<void> {
  const { thread, messages } = await loadWholeThread(hub, threadId, new AbortController().signal);
  const title = thread.metadata.topic ?? '';
  if (format === 'json') {
    return saveFile(fileName(title, 'json'), 'application/json', threadsAsJson([{ thread, messages }], now));
  }
  const nameOf = await speakerNames(messages, (id) => queryClient.fetchQuery(assistantQuery(id)));
  saveFile(fileName(title, 'md'), 'text/markdown', threadAsMarkdown(thread, messages, nameOf));
}

/**
 * Gives the person all threads as one file.
 * @param now milliseconds since 1970
 * @param onProgress hears how many of how many have come
 * @throws an error that says why they could not be loaded
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
