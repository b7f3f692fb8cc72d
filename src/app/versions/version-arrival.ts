import { createStore, type StoreApi } from 'zustand/vanilla';

/** Which way a person goes among the versions of a message. */
export type VersionStep = 'previous' | 'next';

/** A version that a person goes to: there they find the message where it was, and the focus where they had it. */
interface Arrival {
  threadId: string;
  /** How many messages stand before the one that has versions. */
  index: number;
  step: VersionStep;
  /** Where the control was that they used, in pixels from the top of the page. */
  top: number;
}

/** Where a person is about to arrive; null: nowhere. */
export type VersionArrival = StoreApi<{ readonly at: Arrival | null }>;

/** Nobody has gone to another version yet. */
export function createVersionArrival(): VersionArrival {
  return createStore(() => ({ at: null }));
}
