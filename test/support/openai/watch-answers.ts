import type { IncomingMessage, ServerResponse } from 'node:http';
import { violations } from './violations.ts';

/** The paths of OpenAI's API. */
const API = /^\/(?:api\/)?v1\/(?:assistants|threads|models)\b/;

/**
 * Compares all answers of a hub with OpenAI's schemas: bodies and the data of events.
 * @returns `watch`, to be called with each request before it is answered; and the violations found
 */
export function watchAnswers() {
  const found = new Set<string>();

  function compare(request: IncomingMessage, text: string): void {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return; // such as [DONE]
    }
    const { event, data } = value as { event?: unknown; data?: unknown };
    for (const violation of violations(typeof event === 'string' ? data : value))
      found.add(`${request.method} ${request.url?.replace(/\w{8,}/g, '…')}: ${violation}`);
  }

  return {
    found: found as ReadonlySet<string>,
    watch(request: IncomingMessage, response: ServerResponse): void {
      if (!API.test(request.url ?? '')) return;
      readWritten(response, (text, isStream) => {
        if (!isStream) return compare(request, text);
        for (const [, data] of text.matchAll(/^data: (.*)$/gm)) compare(request, data!);
      });
    },
  };
}

/** Calls back with the text of a complete response, or of a stream that has ended or was cut off. */
function readWritten(response: ServerResponse, onText: (text: string, isStream: boolean) => void): void {
  const chunks: Buffer[] = [];
  const keep = (chunk: unknown) => {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  let type = '';
  const { writeHead, write, end } = response;
  response.writeHead = (...args: never[]) => {
    const headers = (args as unknown[]).at(-1);
    // Node does not keep headers that are passed to `writeHead`.
    if (typeof headers === 'object')
      type = String(new Headers(headers as Record<string, string>).get('content-type'));
    return Reflect.apply(writeHead, response, args) as ServerResponse;
  };
  response.write = (...args: never[]) => {
    keep(args[0]);
    return Reflect.apply(write, response, args) as boolean;
  };
  response.end = (...args: never[]) => {
    keep(args[0]);
    return Reflect.apply(end, response, args) as ServerResponse;
  };
  response.once('close', () => {
    const isStream = type.startsWith('text/event-stream');
    if (isStream || (type.startsWith('application/json') && response.writableEnded))
      onText(Buffer.concat(chunks).toString(), isStream);
  });
}
