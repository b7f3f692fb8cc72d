import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchPage } from './browser.ts';

const BUILT = new URL('dist/', import.meta.url);
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
};

interface Paused {
  requestId: string;
  request: { url: string };
}

/**
 * Serves the built pages of the peers under `/bench/` of any origin, the hub's included, so that they read the hub's
 * stream as the client does. Only requests for these files are intercepted, not the stream.
 */
export async function serveBenchPages({ session }: BenchPage): Promise<void> {
  session.on<Paused>('Fetch.requestPaused', ({ requestId, request }) => {
    void answer(new URL(request.url).pathname.replace('/bench/', ''))
      .then((response) => session.send('Fetch.fulfillRequest', { requestId, ...response }))
      .catch(() => {}); // the page is closed already
  });
  await session.send('Fetch.enable', { patterns: [{ urlPattern: '*/bench/*' }] });
}

/** The script that measures a page. */
export function readProbe(): Promise<string> {
  return readFile(new URL('probe.js', BUILT), 'utf8');
}

async function answer(path: string): Promise<object> {
  if (path === 'blank') return { responseCode: 200, responseHeaders: [typeHeader('.html')], body: '' };
  const bytes = await readFile(fileURLToPath(new URL(path, BUILT))).catch(() => null);
  if (!bytes) return { responseCode: 404 };
  return {
    responseCode: 200,
    responseHeaders: [typeHeader(extname(path))],
    body: bytes.toString('base64'),
  };
}

function typeHeader(extension: string) {
  return { name: 'content-type', value: TYPES[extension] ?? 'application/octet-stream' };
}
