import { dirname } from 'node:path';
import { survivingTerm, WITHOUT_CAPABILITIES, asUser } from './shell.ts';
import type { Mount, Sandbox } from './sandbox.ts';

const NAMESPACES = ['--mount', '--pid', '--fork', '--ipc', '--uts', '--kill-child'];

/** The files of /dev that programs expect. */
const DEVICES = ['null', 'zero', 'full', 'random', 'urandom'];

/**
 * Creates a sandbox with the same namespaces as Bubblewrap, with util-linux only. Nearly every Linux has its programs
 * `unshare`, `mount`, `pivot_root` and `setpriv`: https://man7.org/linux/man-pages/man1/unshare.1.html. A script
 * creates the root that Bubblewrap creates by itself.
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
        user === null
          ? ['setpriv', ...WITHOUT_CAPABILITIES, command, ...args]
          : asUser(user, command, ...args);
      return {
        ...survivingTerm('unshare', ...namespaces, '--', '/bin/sh', '-c', script, 'agent', ...inner),
        user: null,
      };
    },
  };
}

/**
 * Returns a script that creates a root with these mounts, enters it, and runs `"$@"` as a child process, so that the
 * shell reaps orphans.
 */
function makeRoot(root: string, mounts: readonly Mount[], folder: string): string {
  const at = (path: string) => quote(root + path);
  return [
    'set -e',
    'umask 022', // the run's own user must be able to enter the created folders
    'PATH=$PATH:/usr/sbin:/sbin', // where pivot_root is
    `mkdir -p ${quote(root)}`,
    `mount -t tmpfs -o mode=0755,nosuid,nodev tmpfs ${quote(root)}`,
    `mkdir -p ${at('/proc')} ${at('/dev/shm')} ${at('/.old')}`,
    `mount -t proc -o nosuid,nodev,noexec proc ${at('/proc')}`,
    ...DEVICES.flatMap((name) => [
      `: > ${at(`/dev/${name}`)}`,
      bind('rbind', `/dev/${name}`, at(`/dev/${name}`)),
    ]),
    `ln -s /proc/self/fd ${at('/dev/fd')}`,
    ...mounts.flatMap((mount) => commandsFor(mount, at)),
    `mount -o remount,bind,ro ${quote(root)}`,
    `cd ${quote(root)}`,
    'pivot_root . .old',
    'umount -l /.old',
    `cd ${quote(folder)}`,
    'set +e',
    '"$@"',
    'exit $?', // otherwise the shell would replace itself with its last command
  ].join('\n');
}

function commandsFor(mount: Mount, at: (path: string) => string): string[] {
  const to = at(mount.to);
  const above = makeFolder(at(dirname(mount.to)));
  switch (mount.kind) {
    case 'link':
      return [above, `ln -s ${quote(mount.target)} ${to}`];
    case 'empty-file':
      return [above, makeFile(to), bind('rbind', '/dev/null', to)];
    case 'read-only':
    case 'writable': {
      const place = `if [ -d ${quote(mount.from)} ]; then ${makeFolder(to)}; else ${makeFile(to)}; fi`;
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
  return `mount -o ${how} ${quote(from)} ${place}`;
}

/** Quotes a text as one word for a shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
