/**
 * The id of one event in a run's delta log. `seq` has no gaps: 1 for the run's first event, then one more for each event,
 * whichever writer wrote it. `attempt` numbers the writers: it grows when another writer takes ownership of the run. As
 * text, `1-7`, which is also a valid Redis stream id.
 */
export interface EventId {
  readonly attempt: number;
  readonly seq: number;
}

const PATTERN = /^([1-9]\d{0,14})-([1-9]\d{0,14})$/;

/** `{ attempt: 1, seq: 7 }` as `1-7`. */
export function formatEventId(id: EventId): string {
  return `${id.attempt}-${id.seq}`;
}

/** Parses `1-7`; `null` for anything that is not an event id. */
export function parseEventId(text: string): EventId | null {
  const match = PATTERN.exec(text);
  return match ? { attempt: Number(match[1]), seq: Number(match[2]) } : null;
}
