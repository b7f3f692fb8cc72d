import type { RunRequestsProps } from './run-requests.tsx';
import { WaitingText } from '../runs/pending-reply.tsx';
import { loadedOnce } from '../ui/loaded-once.tsx';

const { Component, load } = loadedOnce<RunRequestsProps>(
  async () => (await import('./run-requests.tsx')).RunRequests,
  () => <WaitingText>The agent is waiting for you. Reload the page to answer.</WaitingText>,
);

/** Loads the code for requests, once. */
export const loadRunRequests = load;

/** What a run waits for. Its code is loaded when the first run waits. */
export const LazyRunRequests = Component;
