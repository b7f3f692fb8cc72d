import type { RunRow } from '../db/runs.ts';
import type { RunOutcome } from './recording/run-outcome.ts';

const HUB_CRASHED: RunOutcome = {
  status: 'failed',
  message: 'The server stopped during this reply. What had arrived by then is kept. Try again.',
};

const HUB_STOPPED: RunOutcome = {
  status: 'failed',
  message: 'The server was restarted during this reply. What had arrived by then is kept. Try again.',
};

const NOT_RESUMABLE: RunOutcome = {
  status: 'failed',
  message:
    'The server was restarted while this reply waited for your answer, and its agent can’t continue from there. What had arrived by then is kept. Try again.',
};

/** How a run ends that could not be written. */
export const NOT_WRITTEN: RunOutcome = {
  status: 'failed',
  message: 'The server could not write to its database.',
};

/** How a run ends for which there is no space on the disk. */
export const DISK_IS_FULL: RunOutcome = {
  status: 'failed',
  message: 'The server’s disk is full. What had arrived by then is kept. Try again once there is space.',
};

/** Returns how a run ends that the last hub has left without an end. */
export function hubCrashed({ status }: RunRow): RunOutcome {
  return status === 'awaiting_answers' ? NOT_RESUMABLE : HUB_CRASHED;
}

/** Returns how a run ends when this hub stops. */
export function hubStopped({ status }: RunRow): RunOutcome {
  return status === 'awaiting_answers' ? NOT_RESUMABLE : HUB_STOPPED;
}
