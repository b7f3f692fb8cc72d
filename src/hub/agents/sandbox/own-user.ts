import { randomInt } from 'node:crypto';
import type { Sandbox } from './sandbox.ts';

/** A range of user ids that nothing else uses: systemd leaves it free. https://systemd.io/UIDS-GIDS/ */
const FIRST = 1_879_048_192;
const COUNT = 2 ** 28 - 1;

/** A user id for one run. Chosen at random, because other hubs on this machine use the same range. */
export function randomUser(): number {
  return FIRST + randomInt(COUNT);
}

/** For a hub that is root, without namespaces: each run has its own user, and file permissions isolate it. */
export function ownUser(): Sandbox {
  return {
    kind: 'user',
    hasOwnUsers: true,
    countsProcesses: true,
    hasOwnRoot: false,
    wrap: ({ command, args, user }) => ({ command, args, user }),
  };
}
