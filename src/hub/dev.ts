import { getRequestListener } from '@hono/node-server';
import { readConfig } from './config.ts';
import { openHub } from './hub.ts';
import { outliveStrayRejections, warn } from './process-errors.ts';

/** The hub for Vite's development server, which listens for it. */
export async function openDevHub() {
  const stopOutliving = outliveStrayRejections(warn);
  const hub = await openHub(readConfig(), warn);
  return {
    handle: getRequestListener(hub.app.fetch),
    async close() {
      stopOutliving();
      await hub.close();
    },
  };
}
