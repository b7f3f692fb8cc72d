import { availableParallelism, totalmem } from 'node:os';
import { z } from 'zod';
import { whole } from '../config-values.ts';
import { MEGABYTE, type AgentLimits } from './limits/agent-limits.ts';
import { SANDBOX_MODES } from './confinement.ts';

/** How the processes of agents run. */
export interface AgentSettings {
  agentSandbox: (typeof SANDBOX_MODES)[number];
  /** What one run may use. */
  agentLimits: AgentLimits;
  /** How many runs have a process at once; others wait. */
  agentsAtOnce: number;
  /** Whether `env.exec_command` of agents in Python runs commands. */
  mayExecute: boolean;
  /** Whether what agents in Python name in a `requirements.txt` is installed. */
  installsRequirements: boolean;
}

/** Most agents wait for a model most of the time. */
const PER_PROCESSOR = 16;
/** What an agent that does nothing unusual takes, in bytes; half of the machine is for others. */
const USUAL_MEMORY = 64 * MEGABYTE;
const FEWEST = 4;

/** As many as the machine has processors and memory for. */
function agentsAtOnce(): number {
  const within = process.constrainedMemory();
  const memory = within > 0 ? Math.min(within, totalmem()) : totalmem();
  const most = Math.min(PER_PROCESSOR * availableParallelism(), Math.floor(memory / 2 / USUAL_MEMORY));
  return Math.max(FEWEST, most);
}

/** The variables that an operator sets. */
export const AGENT_ENVIRONMENT_SCHEMA = {
  AGENT_SANDBOX: z
    .enum(SANDBOX_MODES, `must be ${SANDBOX_MODES.join(', ').replace(/, (\w+)$/, ' or $1')}`)
    .default('auto'),
  AGENTS_AT_ONCE: whole(1, 10_000, agentsAtOnce()),
  AGENT_EXEC_COMMAND: z.enum(['on', 'off'], 'must be on or off').default('off'),
  AGENT_REQUIREMENTS: z.enum(['on', 'off'], 'must be on or off').default('off'),
  AGENT_MEMORY_MEGABYTES: whole(64, 1_000_000, 1024),
  AGENT_CPU_SECONDS: whole(1, 86_400, 300),
  AGENT_PROCESSES: whole(16, 100_000, 256),
  AGENT_DISK_MEGABYTES: whole(1, 1_000_000, 512),
};

/** What the variables say. */
export function agentSettings(values: z.infer<z.ZodObject<typeof AGENT_ENVIRONMENT_SCHEMA>>): AgentSettings {
  return {
    agentSandbox: values.AGENT_SANDBOX,
    agentLimits: {
      memory: values.AGENT_MEMORY_MEGABYTES * MEGABYTE,
      cpu: values.AGENT_CPU_SECONDS,
      processes: values.AGENT_PROCESSES,
      disk: values.AGENT_DISK_MEGABYTES * MEGABYTE,
    },
    agentsAtOnce: values.AGENTS_AT_ONCE,
    mayExecute: values.AGENT_EXEC_COMMAND === 'on',
    installsRequirements: values.AGENT_REQUIREMENTS === 'on',
  };
}
