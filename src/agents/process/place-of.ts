import { sep } from 'node:path';

const LINE = /^(.+?):(\d+)(?::\d+)?\)?$/;

/**
 * Where in an agent's own files an error was made, such as `agent.ts:12`. Null where its stack names none of them.
 * @param folder the agent's, absolute
 */
export function placeOf(error: unknown, folder: string): string | null {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return null;
  const start = folder + sep;
  for (const frame of error.stack.split('\n').slice(1)) {
    const at = frame.indexOf(start);
    if (at === -1) continue;
    const [, path, line] = LINE.exec(frame.slice(at + start.length)) ?? [];
    if (path !== undefined && !path.includes('node_modules')) return `${path}:${line}`;
  }
  return null;
}
