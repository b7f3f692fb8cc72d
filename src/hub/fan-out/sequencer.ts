import type { EventId } from '../../protocol/event-id.ts';
import type { LogEntry } from '../delta-log/delta-log.ts';

/** An event as a client is told it. Its id is null where there is no going on from it. */
export type ToldEvent = Omit<LogEntry, 'id'> & { readonly id: EventId | null };

/** In which order a framing tells a run's events. It is a function of the log: two that took the same entries are alike. */
export interface Sequencer {
  /** What there is to tell once this entry has been appended: it, or nothing yet, or also what waited for it. */
  next(entry: LogEntry): readonly ToldEvent[];
  /** The client's cursor, while it looks for that and tells nothing until it has met it; null otherwise. */
  readonly skipsTo: string | null;
  /** One that goes on from here by itself. */
  fork(): Sequencer;
}

/** The log's own order. */
export const inOrder: Sequencer = {
  next: (entry) => [entry],
  skipsTo: null,
  fork: () => inOrder,
};
