/**
 * The id of one event in a run's delta log. `seq` numbers the run's events from 1, without gaps, regardless of which
 * writer wrote them. `attempt` numbers the writers: it increases when another writer takes ownership of the run. The
 * text form is `1-7`, which is also a valid Redis stream id.
 */
export interface EventId {
  readonly attempt: number;
  readonly seq: number;
}

const PATTERN = /^([1-9]\d{0,14})-([1-9]\d{0,14})$/;

/** Formats an id as text: `{ attempt: 1, seq: 7 }` becomes `1-7`. */
export function formatEventId(id: EventId): string {
  return `${id.attempt}-${id.seq}`;
}

/** Parses an id such as `1-7`. Returns null for anything that is not an event id. */
export function parseEventId(text: string): EventId | null {
  const match = PATTERN.exec(text);
  return match ? { attempt: Number(match[1]), seq: Number(match[2]) } : null;
}
