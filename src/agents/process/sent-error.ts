import type { SentError } from './frames.ts';
import { sep } from 'node:path';

/** Converts an error to the fields that are sent. */
export function toSentError(error: unknown): SentError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, code, reason } = error as Error & { code?: unknown; reason?: unknown };
  return {
    name: String(name),
    message: String(message),
    ...(typeof code === 'string' && { code }),
    ...(typeof reason === 'string' && { reason }),
  };
}

/** An error that the hub sent to the agent. */
export class HubError extends Error {
  override readonly name: string;
  readonly code?: string;
  readonly reason?: string;

  constructor({ name, message, code, reason }: SentError) {
    super(message);
    this.name = name;
    if (code !== undefined) this.code = code;
    if (reason !== undefined) this.reason = reason;
  }
}

const LINE = /^(.+?):(\d+)(?::\d+)?\)?$/;

/**
 * Returns where in the agent's own files an error was thrown, such as `agent.ts:12`; null if its stack contains none of
 * these files.
 * @param folder the absolute path of the agent's folder
 */
export function errorLocation(error: unknown, folder: string): string | null {
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
