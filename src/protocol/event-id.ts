/**
 * The id of one event in a run's delta log. `seq` is dense: 1 for the run's first event and one more
 * for each that follows, whoever wrote it. `attempt` says which writer that was; it grows when another
 * takes the run over. As text, `1-7`: also a valid Redis stream id.
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

/** Reads `1-7`; `null` for anything that is not an event id. */
export function parseEventId(text: string): EventId | null {
  const match = PATTERN.exec(text);
  return match ? { attempt: Number(match[1]), seq: Number(match[2]) } : null;
}
