import type { Sandbox } from './sandbox.ts';

/** Users that nothing else has: systemd leaves this range free. https://systemd.io/UIDS-GIDS/ */
export const OWN_USERS = { first: 1_879_048_192, count: 65_536 };

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

/** Gives each run a user that no other run has at the time. */
export function createUserPool() {
  const taken = new Set<number>();
  let next = 0;
  return {
    /** @throws where all are taken */
    take(): number {
      for (let tried = 0; tried < OWN_USERS.count; tried += 1) {
        const user = OWN_USERS.first + next;
        next = (next + 1) % OWN_USERS.count;
        if (taken.has(user)) continue;
        taken.add(user);
        return user;
      }
      throw new Error('There is no user left for another agent.');
    },
    giveBack: (user: number) => void taken.delete(user),
  };
}
