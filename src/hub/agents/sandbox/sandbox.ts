/** The ways to keep agents apart from the hub, the strongest first. `none`: they run as the hub's own user. */
export const SANDBOX_KINDS = ['bubblewrap', 'unshare', 'user', 'none'] as const;

export type SandboxKind = (typeof SANDBOX_KINDS)[number];

/** One thing that is put into the root of a sandbox. Later ones lie above earlier ones. */
export type Mount =
  | { kind: 'read-only' | 'writable'; from: string; to: string }
  | { kind: 'link'; to: string; target: string }
  /** An empty file in the place of one that must not be seen. */
  | { kind: 'empty-file'; to: string };

/** A program to be started. */
export interface Command {
  command: string;
  args: readonly string[];
}

/** A command that is started in a sandbox. */
export interface SandboxedCommand extends Command {
  /** What it sees of the file system, where the sandbox has a root of its own. */
  mounts: readonly Mount[];
  /** Its working folder. */
  folder: string;
  /** A folder of the run that the sandbox may use as a mount point. */
  root: string;
  /** The user that it runs as; null: the hub's. */
  user: number | null;
}

/** What is spawned, and as which user. */
export interface Launch extends Command {
  user: number | null;
}

/** A way to start a process so that it cannot reach the hub. */
export interface Sandbox {
  readonly kind: SandboxKind;
  /** Whether each run gets a user of its own: the hub is root. */
  readonly hasOwnUsers: boolean;
  /** Whether the kernel counts the processes of each run apart, so that their number can be limited. */
  readonly countsProcesses: boolean;
  /** Whether a process sees only what is mounted for it. */
  readonly hasOwnRoot: boolean;
  /** What to spawn so that the command runs in the sandbox. */
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
