import { randomInt } from 'node:crypto';
import type { Sandbox } from './sandbox.ts';

/** A range of user ids that nothing else uses: systemd leaves it free. https://systemd.io/UIDS-GIDS/ */
const FIRST = 1_879_048_192;
const COUNT = 2 ** 28 - 1;

/** Returns a user id for one run. It is random, because other hubs on this machine use the same range. */
export function randomUser(): number {
  return FIRST + randomInt(COUNT);
}

/**
 * Creates a sandbox without namespaces, for a hub that runs as root. Each run has its own user, and file permissions
 * isolate the run.
 */
export function ownUser(): Sandbox {
  return {
    kind: 'user',
    hasOwnUsers: true,
    countsProcesses: true,
    hasOwnRoot: false,
    wrap: ({ command, args, user }) => ({ command, args, user }),
  };
}
