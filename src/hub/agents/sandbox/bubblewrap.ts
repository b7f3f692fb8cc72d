import { dirname } from 'node:path';
import { asUser, inFolder, survivingTerm } from './shell.ts';
import type { Mount, Sandbox } from './sandbox.ts';

/** Besides its own user an agent needs none of root's powers; these three are needed to become that user. */
const TO_CHANGE_USER = ['CAP_SETUID', 'CAP_SETGID', 'CAP_SETPCAP'];

/**
 * Bubblewrap: namespaces of processes, files, IPC and the host's name. The network is the machine's, because agents
 * call the hub. https://github.com/containers/bubblewrap
 */
export function bubblewrap(options: { hasOwnUsers: boolean; countsProcesses: boolean }): Sandbox {
  return {
    kind: 'bubblewrap',
    hasOwnRoot: true,
    ...options,
    wrap({ mounts, folder, user, command, args }) {
      const isolation = ['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--die-with-parent'];
      const powers = ['--cap-drop', 'ALL', ...(user === null ? [] : TO_CHANGE_USER.flatMap(added))];
      // No --new-session: the process is the leader of a session without a terminal already, and its group is signalled.
      const view = [
        '--dev',
        '/dev',
        '--proc',
        '/proc',
        ...mounts.flatMap((mount) => [...place(mount), ...toArguments(mount)]),
      ];
      const fixed = ['--remount-ro', '/dev', '--remount-ro', '/']; // else they were memory that an agent could fill
      const inner =
        user === null
          ? ['--chdir', folder, '--', command, ...args]
          : ['--chdir', '/', '--', ...asUser(user, ...inFolder(folder, command, args))];
      return { ...survivingTerm('bwrap', ...isolation, ...powers, ...view, ...fixed, ...inner), user: null };
    },
  };
}

function added(power: string): string[] {
  return ['--cap-add', power];
}

/** Of itself bubblewrap makes the folders above a private one private too: the run's own user could not go through. */
function place({ to }: Mount): string[] {
  return ['--dir', dirname(to)];
}

function toArguments(mount: Mount): string[] {
  switch (mount.kind) {
    case 'read-only':
      return ['--ro-bind', mount.from, mount.to];
    case 'writable':
      return ['--bind', mount.from, mount.to];
    case 'link':
      return ['--symlink', mount.target, mount.to];
    case 'empty-file':
      return ['--ro-bind', '/dev/null', mount.to];
  }
}
