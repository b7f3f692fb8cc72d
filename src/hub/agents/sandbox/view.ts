import { chmodSync, existsSync, lstatSync, mkdirSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { Mount } from './sandbox.ts';

/** Entries of `/etc` that programs need, and that contain no secrets. */
const IN_ETC =
  'alternatives ca-certificates crypto-policies fonts gai.conf group host.conf hosts ld.so.cache ld.so.conf ' +
  'ld.so.conf.d localtime mime.types nsswitch.conf passwd pki protocols resolv.conf services ssl timezone';

/** Folders that the system's programs need, without data of people or services. */
const SYSTEM = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
  '/nix/store',
  '/gnu/store',
  '/home/linuxbrew/.linuxbrew',
  ...IN_ETC.split(' ').map((name) => `/etc/${name}`),
];

/** The file system as one run's process sees it. */
export interface View {
  /** Files and folders that the process may read, in addition to those of the system. Missing ones are skipped. */
  readable: readonly string[];
  /** The agent's own code, which may be inside a hidden folder. */
  own: readonly string[];
  /** Files and folders that the process must not see. */
  hidden: readonly string[];
  /** The folders of the run. */
  folders: { root: string; work: string; temporary: string; home: string; shared: string };
  /** The home folder. */
  home: string | null;
}

/** Returns the mounts that create this view. */
export function mountsFor({ readable, own, hidden, folders, home }: View): Mount[] {
  const masks = hidden
    .filter(existsSync)
    .map((path, at) => mask(realpathSync(path), join(folders.root, `hidden-${at}`)));
  const ownMounts = own.filter(existsSync).flatMap(readOnly);
  const mounts: Mount[] = [
    ...(home !== null && home !== sep ? [writable(folders.home, home)] : []),
    writable(folders.temporary, '/tmp'),
    writable(folders.shared, '/dev/shm'),
    ...SYSTEM.filter(existsSync).map(ofSystem),
    ...readable.filter(existsSync).flatMap(readOnly),
  ];
  return [
    ...mounts,
    ...masks.filter(({ to }) => mounts.some((mount) => isWithin(mount.to, to))),
    ...ownMounts,
    ...masks.filter(({ to }) => ownMounts.some((mount) => mount.to !== to && isWithin(mount.to, to))),
    writable(folders.work, folders.work),
  ];
}

function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}

function writable(from: string, to: string): Mount {
  return { kind: 'writable', from, to };
}

/** Returns mounts of a path under its own name and under its real name, to which links may point. */
function readOnly(path: string): Mount[] {
  const from = realpathSync(path);
  return [...new Set([from, path])].map((to) => ({ kind: 'read-only', from, to }));
}

/** Returns the mount of a path of the system. On most systems, `/lib` and similar folders are links. */
function ofSystem(path: string): Mount {
  const isLink = dirname(path) === sep && lstatSync(path).isSymbolicLink();
  return isLink
    ? { kind: 'link', target: readlinkSync(path), to: path }
    : { kind: 'read-only', from: realpathSync(path), to: path };
}

/**
 * Returns a mount that hides a path.
 * @param emptyFolder a folder that is mounted over a hidden folder
 */
function mask(to: string, emptyFolder: string): Mount {
  if (!lstatSync(to).isDirectory()) return { kind: 'empty-file', to };
  mkdirSync(emptyFolder, { recursive: true });
  chmodSync(emptyFolder, 0o755); // the agent's own folder may be inside it
  return writable(emptyFolder, to);
}
