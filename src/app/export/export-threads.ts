import type { QueryClient } from '@tanstack/react-query';
import { hub } from '../api/http.ts';
import { assistantQuery } from '../api/assistants.ts';
import { loadWholeThread, loadWholeThreads } from '../../client/whole-threads.ts';
import { ApiError } from '../../client/hub-requests.ts';
import type { Message } from '../../protocol/message.ts';
import { fileName } from './file-name.ts';
import { saveFile } from './save-file.ts';
import { threadAsMarkdown } from '../../client/thread-as-markdown.ts';
import { threadsAsJson } from '../../client/threads-as-json.ts';

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
  const nameOf = await agentNames(queryClient, messages);
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

/** Who says each message, by what the hub calls them; an agent that it no longer has by its id. */
async function agentNames(
  queryClient: QueryClient,
  messages: readonly Message[],
): Promise<(message: Message) => string> {
  const ids = new Set(messages.flatMap(({ assistant_id }) => assistant_id ?? []));
  const names = new Map<string, string>();
  await Promise.all(
    [...ids].map(async (id) => {
      const assistant = await queryClient.fetchQuery(assistantQuery(id)).catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      });
      names.set(id, assistant?.metadata.details.display_name ?? assistant?.name ?? id);
    }),
  );
  return ({ role, assistant_id }) => (role === 'user' ? 'You' : (names.get(assistant_id ?? '') ?? 'Agent'));
}
