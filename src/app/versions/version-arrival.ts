import { createStore, type StoreApi } from 'zustand/vanilla';

/** The direction of a step between the versions of a message. */
export type VersionStep = 'previous' | 'next';

/**
 * A step to another version. After the step, the message is at the same position, and the same button has the focus.
 */
interface Arrival {
  threadId: string;
  /** The number of messages before the message that has versions. */
  index: number;
  step: VersionStep;
  /** The position of the pressed button, in pixels from the top of the page. */
  top: number;
}

/** The step that is in progress; null if there is none. */
export type VersionArrival = StoreApi<{ readonly at: Arrival | null }>;

/** Creates the store for the step in progress. At first there is none. */
export function createVersionArrival(): VersionArrival {
  return createStore(() => ({ at: null }));
}
