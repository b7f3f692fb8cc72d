import { setTimeout as sleep } from 'node:timers/promises';

/** Interval and maximum total time of the checks whether a group is gone, in milliseconds. */
const CHECK_INTERVAL = 10;
const MAX_CHECK_TIME = 500;

/** Sends a signal to a group. Returns whether the group still has a process, even if its leader has ended. */
export function signalGroup(leader: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-leader, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH' || code === 'EPERM') return false; // no process is left or, on macOS, none that is alive
    throw error;
  }
}

/**
 * Kills a group, and waits until it is gone. The wait is limited, because zombies stay in the group if the machine's
 * init does not reap them.
 */
export async function killGroup(leader: number): Promise<void> {
  for (let waited = 0; signalGroup(leader, 'SIGKILL') && waited < MAX_CHECK_TIME; waited += CHECK_INTERVAL) {
    await sleep(CHECK_INTERVAL);
  }
}
