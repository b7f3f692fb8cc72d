import { dirname } from 'node:path';
import { asUser, inFolder, survivingTerm } from './shell.ts';
import type { Mount, Sandbox } from './sandbox.ts';

/** Capabilities that are needed to change to the run's own user. An agent itself needs none. */
const CAPS_TO_CHANGE_USER = ['CAP_SETUID', 'CAP_SETGID', 'CAP_SETPCAP'];

/**
 * Creates a sandbox with Bubblewrap: namespaces for processes, files, IPC and the host name. The network is shared,
 * because agents call the hub.
 * https://github.com/containers/bubblewrap
 */
export function bubblewrap(options: { hasOwnUsers: boolean; countsProcesses: boolean }): Sandbox {
  return {
    kind: 'bubblewrap',
    hasOwnRoot: true,
    ...options,
    wrap({ mounts, folder, user, command, args }) {
      const isolation = ['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--die-with-parent'];
      const capabilities = [
        '--cap-drop',
        'ALL',
        ...(user === null ? [] : CAPS_TO_CHANGE_USER.flatMap(capAdd)),
      ];
      // No --new-session: the process already leads a session without a terminal, and its group receives signals.
      const view = [
        '--dev',
        '/dev',
        '--proc',
        '/proc',
        ...mounts.flatMap((mount) => [...parentFolder(mount), ...toArguments(mount)]),
      ];
      const fixed = ['--remount-ro', '/dev', '--remount-ro', '/']; // files there would fill the memory
      const inner =
        user === null
          ? ['--chdir', folder, '--', command, ...args]
          : ['--chdir', '/', '--', ...asUser(user, ...inFolder(folder, command, args))];
      return {
        ...survivingTerm('bwrap', ...isolation, ...capabilities, ...view, ...fixed, ...inner),
        user: null,
      };
    },
  };
}

function capAdd(capability: string): string[] {
  return ['--cap-add', capability];
}

/**
 * Returns the arguments that create the folder above a mount. By default, Bubblewrap makes the folders above a private
 * folder private too, and the run's own user could not enter them.
 */
function parentFolder({ to }: Mount): string[] {
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
