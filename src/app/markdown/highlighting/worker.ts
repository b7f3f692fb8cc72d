import type { PageMessage } from './worker-messages.ts';
import { serveColours } from './serve-highlighting.ts';

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows; a worker has one page
const serve = serveColours((message) => self.postMessage(message));

self.addEventListener('message', ({ data }: MessageEvent<PageMessage>) => void serve(data));
