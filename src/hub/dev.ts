import { getRequestListener } from '@hono/node-server';
import { readConfig } from './config.ts';
import { openHub } from './hub.ts';

/** The hub for Vite's development server, which listens for it. */
export async function openDevHub() {
  const hub = await openHub(readConfig(), (message) => process.stderr.write(`${message}\n`));
  return { handle: getRequestListener(hub.app.fetch), close: hub.close };
}
