import type { SourceMessage } from '../client/event-source.ts';
import { parseEventId, type EventId } from '../protocol/event-id.ts';

/** Passes each event of a run on once, however often the hub sends it; all of a hub that sends no ids. */
export function eachOnce(take: (data: string, id: EventId | null) => void): (event: SourceMessage) => void {
  let last = 0;
  return ({ data, lastEventId }) => {
    const id = parseEventId(lastEventId);
    if (id && id.seq <= last) return;
    last = id?.seq ?? last;
    take(String(data), id);
  };
}
