import { isSourceClosed, type EventSourceLike, type OpenEventSource } from '../../client/event-source.ts';
import type { SourceEntry } from './source-log.ts';
import { takeSlot, type SlotOptions } from './stream-slot.ts';
import { LAST_EVENT_ID_PARAMETER } from '../../protocol/request-names.ts';

/** Which stream to connect to, and who hears what comes of it. */
export interface SlottedStreamOptions extends SlotOptions {
  openEventSource: OpenEventSource;
  path: string;
  /** The id after which to go on; empty where there is none. */
  lastId: () => string;
  take: (entry: SourceEntry) => void;
}

/**
 * Has a connection to a stream whenever it has a slot for one, and goes on where it was when it gets another.
 * Returns what ends that.
 */
export function openSlottedStream(options: SlottedStreamOptions): () => void {
  const { path, take } = options;
  let close = (): void => {};
  let leave = takeSlot(options, connect, giveWay);

  function connect(): void {
    const id = options.lastId();
    let source: EventSourceLike;
    try {
      source = options.openEventSource(id === '' ? path : `${path}?${LAST_EVENT_ID_PARAMETER}=${id}`);
    } catch {
      return take('refused'); // treated as a refusal of the hub: the follower of the stream retries or stops
    }
    close = () => source.close();
    source.addEventListener('open', () => take('open'));
    source.addEventListener('error', () => take(isSourceClosed(source) ? 'refused' : 'lost'));
    source.addEventListener('message', ({ lastEventId, data }) => take([lastEventId, String(data)]));
  }

  function giveWay(): void {
    close();
    leave();
    leave = takeSlot(options, connect, giveWay);
  }

  return () => {
    close();
    leave();
  };
}
