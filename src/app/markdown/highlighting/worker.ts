import type { HighlightRequest } from './worker-messages.ts';
import { serveHighlighting } from './serve-highlighting.ts';

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows; a worker has one page
const serve = serveHighlighting((message) => self.postMessage(message));

self.addEventListener('message', ({ data }: MessageEvent<HighlightRequest>) => void serve(data));
