/// <reference types="vite/client" />
import { parseEventId } from '../../src/protocol/event-id.ts';
import { reduceRun } from '../../src/protocol/reduce-run.ts';
import { INITIAL_RUN_STATE, type RunState } from '../../src/protocol/run-state.ts';
import { createSseDecoder, type SseEvent } from '../../src/protocol/sse-decode.ts';
import { parseEnvelope } from '../../src/protocol/stream-event.ts';

const files = import.meta.glob<string>('../fixtures/*.sse', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Every recorded stream by its name, with LF line ends and no BOM. */
export const recordedStreams = new Map(
  Object.entries(files).map(([path, text]) => [path.slice('../fixtures/'.length, -'.sse'.length), text]),
);

const utf8 = new TextEncoder();

export function encode(text: string): Uint8Array {
  return utf8.encode(text);
}

/** Decodes bytes that arrive in these parts. */
export function decode(...parts: Uint8Array[]): SseEvent[] {
  const decoder = createSseDecoder();
  return parts.flatMap((part) => decoder.push(part));
}

/** Applies the events of a stream, as a client does on one connection that lasts to the end. */
export function follow(events: readonly SseEvent[]): RunState {
  const opened = reduceRun(INITIAL_RUN_STATE, { type: 'open' });
  const read = events.reduce(
    (state, { data, lastEventId }) =>
      reduceRun(state, { type: 'event', id: parseEventId(lastEventId), event: parseEnvelope(data) }),
    opened,
  );
  return reduceRun(read, { type: 'end' });
}
