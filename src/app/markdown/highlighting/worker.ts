import type { HighlightRequest } from './worker-messages.ts';
import { serveHighlighting } from './serve-highlighting.ts';

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- target origins are for windows, not for workers
const serve = serveHighlighting((message) => self.postMessage(message));

self.addEventListener('message', ({ data }: MessageEvent<HighlightRequest>) => void serve(data));
