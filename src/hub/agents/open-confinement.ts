import { StartupError } from '../startup-error.ts';
import { createConfinement, type Confinement } from './confinement.ts';
import type { AgentLimits } from './limits/agent-limits.ts';
import { findSandbox, type FoundSandbox, type SandboxFiles } from './sandbox/find-sandbox.ts';
import { NO_SANDBOX, type Sandbox } from './sandbox/sandbox.ts';

/** The values of `AGENT_SANDBOX`. */
export const SANDBOX_MODES = ['required', 'auto', 'off'] as const;

interface OpenConfinementOptions extends SandboxFiles {
  mode: (typeof SANDBOX_MODES)[number];
  limits: AgentLimits;
  /** What no agent sees besides, where it has a root of its own; its own folder lies above that. */
  covered: readonly string[];
  inform: (message: string) => void;
  warn: (message: string) => void;
}

/**
 * Finds out which sandbox works on this machine, and says so in the log.
 * @throws StartupError where one is required and none works
 */
export async function openConfinement(options: OpenConfinementOptions): Promise<Confinement> {
  const { mode, limits, hidden, covered, needed, inform, warn } = options;
  if (mode === 'off') return createConfinement({ sandbox: NO_SANDBOX, limits, hidden: [] });
  const found = await findSandbox({ hidden, needed });
  const { sandbox } = found;
  if (sandbox.kind !== 'none') inform(`Agents run in a sandbox: ${described(sandbox)}.`);
  else if (mode === 'auto') {
    warn(`Agents run without a sandbox, and can read what the hub can read: ${remedy(found)}`);
  } else {
    throw new StartupError(`AGENT_SANDBOX is required, and no sandbox works here: ${remedy(found)}`);
  }
  return createConfinement({ sandbox, limits, hidden: [...hidden, ...covered] });
}

function described({ kind, hasOwnUsers }: Sandbox): string {
  if (kind === 'user') return 'each run as a user of its own, without namespaces';
  return hasOwnUsers ? `${kind}, each run as a user of its own` : kind;
}

function remedy({ failures }: FoundSandbox): string {
  if (process.platform !== 'linux') return 'there is none for this system, but for Linux.';
  const tried = Object.entries(failures).map(([kind, reason]) => `${kind}: ${reason}`);
  return `install bubblewrap (apt-get install bubblewrap), and allow user namespaces. Tried: ${tried.join('; ')}.`;
}
