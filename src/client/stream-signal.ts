import type { RunSignal } from '../protocol/run-state.ts';

/** What the stream of a run gives to who follows it. `lost`: the connection broke, and another is being made. */
export type StreamSignal = RunSignal | { type: 'lost' };
