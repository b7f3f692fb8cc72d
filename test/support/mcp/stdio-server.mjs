import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createToolServer } from './tool-server.mjs';

/*
 * A server over stdio. Its argument is JSON: the options, `logUrl`, which gets what happens, and what it does wrong.
 */

const { logUrl, startsBadly, ignoresEnd, chatters, ...options } = JSON.parse(process.argv[2] ?? '{}');
const log = async (event) => {
  if (logUrl) await fetch(logUrl, { method: 'POST', body: event });
};

if (startsBadly) {
  process.stderr.write('the key is missing\n');
  process.exit(3);
}
if (ignoresEnd) {
  process.on('SIGTERM', () => {});
  setInterval(() => {}, 60_000);
}
if (chatters) process.stdout.write('Listening on stdio\n');
await log(`started ${process.pid}`);
const onDie = () => {
  process.stderr.write('out of memory\n');
  process.exit(1);
};
await createToolServer({ ...options, log, onDie }).connect(new StdioServerTransport());
