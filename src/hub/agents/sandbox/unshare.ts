import { dirname } from 'node:path';
import { survivingTerm, WITHOUT_POWERS, asUser } from './shell.ts';
import type { Mount, Sandbox } from './sandbox.ts';

const NAMESPACES = ['--mount', '--pid', '--fork', '--ipc', '--uts', '--kill-child'];

/** The files of /dev that programs expect. */
const DEVICES = ['null', 'zero', 'full', 'random', 'urandom'];

/**
 * The same namespaces by util-linux alone, whose `unshare`, `mount`, `pivot_root` and `setpriv` nearly every Linux has:
 * https://man7.org/linux/man-pages/man1/unshare.1.html. A script makes the root that bubblewrap makes by itself.
 */
export function unshare(options: {
  hasOwnUsers: boolean;
  countsProcesses: boolean;
  isRoot: boolean;
}): Sandbox {
  const { isRoot, ...traits } = options;
  const namespaces = isRoot ? NAMESPACES : ['--user', '--map-root-user', ...NAMESPACES];
  return {
    kind: 'unshare',
    hasOwnRoot: true,
    ...traits,
    wrap({ mounts, folder, root, user, command, args }) {
      const script = makeRoot(`${root}/root`, mounts, folder);
      const inner =
        user === null ? ['setpriv', ...WITHOUT_POWERS, command, ...args] : asUser(user, command, ...args);
      return {
        ...survivingTerm('unshare', ...namespaces, '--', '/bin/sh', '-c', script, 'agent', ...inner),
        user: null,
      };
    },
  };
}

/** Makes a root of these mounts, moves into it, and runs `"$@"` as a child, so that it reaps what is orphaned. */
function makeRoot(root: string, mounts: readonly Mount[], folder: string): string {
  const at = (path: string) => quoted(root + path);
  return [
    'set -e',
    'umask 022', // the folders that it makes are gone through by the run's own user
    'PATH=$PATH:/usr/sbin:/sbin', // where pivot_root is
    `mkdir -p ${quoted(root)}`,
    `mount -t tmpfs -o mode=0755,nosuid,nodev tmpfs ${quoted(root)}`,
    `mkdir -p ${at('/proc')} ${at('/dev/shm')} ${at('/.old')}`,
    `mount -t proc -o nosuid,nodev,noexec proc ${at('/proc')}`,
    ...DEVICES.flatMap((name) => [
      `: > ${at(`/dev/${name}`)}`,
      bind('rbind', `/dev/${name}`, at(`/dev/${name}`)),
    ]),
    `ln -s /proc/self/fd ${at('/dev/fd')}`,
    ...mounts.flatMap((mount) => commandsFor(mount, at)),
    `mount -o remount,bind,ro ${quoted(root)}`,
    `cd ${quoted(root)}`,
    'pivot_root . .old',
    'umount -l /.old',
    `cd ${quoted(folder)}`,
    'set +e',
    '"$@"',
    'exit $?', // a shell replaces itself with its last command
  ].join('\n');
}

function commandsFor(mount: Mount, at: (path: string) => string): string[] {
  const to = at(mount.to);
  const above = makeFolder(at(dirname(mount.to)));
  switch (mount.kind) {
    case 'link':
      return [above, `ln -s ${quoted(mount.target)} ${to}`];
    case 'empty-file':
      return [above, makeFile(to), bind('rbind', '/dev/null', to)];
    case 'read-only':
    case 'writable': {
      const place = `if [ -d ${quoted(mount.from)} ]; then ${makeFolder(to)}; else ${makeFile(to)}; fi`;
      return [above, place, bind(mount.kind === 'writable' ? 'rbind' : 'rbind,ro', mount.from, to)];
    }
  }
}

function makeFolder(place: string): string {
  return `[ -d ${place} ] || mkdir -p ${place}`;
}

function makeFile(place: string): string {
  return `[ -e ${place} ] || : > ${place}`;
}

function bind(how: string, from: string, place: string): string {
  return `mount -o ${how} ${quoted(from)} ${place}`;
}

/** As one word of a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
