import { createHash } from 'node:crypto';
import type { ToolCall } from './agent.ts';

/** Returns the SHA-256 of a tool call in hexadecimal. It binds the approval of a call to its name and its arguments. */
export function callHash({ id, function: { name, arguments: args } }: ToolCall): string {
  return createHash('sha256')
    .update(JSON.stringify([id, name, args]))
    .digest('hex');
}
