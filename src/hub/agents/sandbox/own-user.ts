import { randomInt } from 'node:crypto';
import type { Sandbox } from './sandbox.ts';

/** Users that nothing else has: systemd leaves this range free. https://systemd.io/UIDS-GIDS/ */
const FIRST = 1_879_048_192;
const COUNT = 2 ** 28 - 1;

/** A user for one run. By chance, because other hubs of this machine have the same range and do not tell. */
export function randomUser(): number {
  return FIRST + randomInt(COUNT);
}

/** Where the hub is root and there are no namespaces: a user of its own for each run, kept apart by the system's old rules. */
export function ownUser(): Sandbox {
  return {
    kind: 'user',
    hasOwnUsers: true,
    countsProcesses: true,
    hasOwnRoot: false,
    wrap: ({ command, args, user }) => ({ command, args, user }),
  };
}
