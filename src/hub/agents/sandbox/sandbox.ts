/** The kinds of sandboxes, the strongest first. `none`: agents run as the hub's user, without isolation. */
export const SANDBOX_KINDS = ['bubblewrap', 'unshare', 'user', 'none'] as const;

export type SandboxKind = (typeof SANDBOX_KINDS)[number];

/** One entry of a sandbox's file system. Later entries cover earlier entries. */
export type Mount =
  | { kind: 'read-only' | 'writable'; from: string; to: string }
  | { kind: 'link'; to: string; target: string }
  /** An empty file that hides the real one. */
  | { kind: 'empty-file'; to: string };

/** A program and its arguments. */
export interface Command {
  command: string;
  args: readonly string[];
}

/** A command to run in a sandbox. */
export interface SandboxedCommand extends Command {
  /** The visible file system, if the sandbox has its own root. */
  mounts: readonly Mount[];
  /** The working folder. */
  folder: string;
  /** A folder of the run that the sandbox may use as a mount point. */
  root: string;
  /** The user id that the command runs as; null for the hub's user. */
  user: number | null;
}

/** The command to spawn, and its user. */
export interface Launch extends Command {
  user: number | null;
}

/** Starts processes isolated from the hub. */
export interface Sandbox {
  readonly kind: SandboxKind;
  /** Whether each run gets its own user. This requires that the hub is root. */
  readonly hasOwnUsers: boolean;
  /** Whether the kernel counts the processes of each run separately, so that their number can be limited. */
  readonly countsProcesses: boolean;
  /** Whether a process sees only what is mounted for it. */
  readonly hasOwnRoot: boolean;
  /** Returns the command to spawn, so that the given command runs in the sandbox. */
  wrap(command: SandboxedCommand): Launch;
}

/** No sandbox: the command runs as it is. */
export const NO_SANDBOX: Sandbox = {
  kind: 'none',
  hasOwnUsers: false,
  countsProcesses: false,
  hasOwnRoot: false,
  wrap: ({ command, args }) => ({ command, args, user: null }),
};
