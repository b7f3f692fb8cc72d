import { availableParallelism, totalmem } from 'node:os';
import { z } from 'zod';
import { seconds, text, whole } from '../config/config-values.ts';
import { NO_MCP_SERVERS, readMcpConfig, type McpConfig } from '../mcp/mcp-config.ts';
import { MEGABYTE, type AgentLimits } from './limits/agent-limits.ts';
import { SANDBOX_MODES } from './confinement.ts';

/** Settings of agents. Times are in milliseconds. */
export interface AgentSettings {
  agentSandbox: (typeof SANDBOX_MODES)[number];
  /** Limits of one run. */
  agentLimits: AgentLimits;
  /** Maximum number of runs that have a process at the same time. Further runs wait. */
  agentsAtOnce: number;
  /** Whether `env.exec_command` of Python agents runs commands. */
  mayExecute: boolean;
  /** Whether the `requirements.txt` of Python agents is installed. */
  installsRequirements: boolean;
  /** The MCP servers that agents may use. */
  mcp: McpConfig;
  /** How long an MCP server may take to start, and a call of its tools without progress. */
  mcpTimeout: number;
}

/** Number of agents per processor. Most agents spend most of their time waiting for a model. */
const PER_PROCESSOR = 16;
/** Memory of a typical agent, in bytes. Half of the machine's memory is left for other programs. */
const TYPICAL_MEMORY = 64 * MEGABYTE;
const MIN_AGENTS = 4;

/** Returns the default maximum for this machine's processors and memory. */
function agentsAtOnce(): number {
  const within = process.constrainedMemory();
  const memory = within > 0 ? Math.min(within, totalmem()) : totalmem();
  const most = Math.min(PER_PROCESSOR * availableParallelism(), Math.floor(memory / 2 / TYPICAL_MEMORY));
  return Math.max(MIN_AGENTS, most);
}

/** The environment variables of these settings. */
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
  MCP_SERVERS: text.optional(),
  MCP_TIMEOUT_SECONDS: seconds(60),
};

/**
 * Returns the settings for these values of the variables.
 * @param environment all variables, to which the file in `MCP_SERVERS` may refer
 * @throws StartupError if that file is wrong
 */
export function agentSettings(
  values: z.infer<z.ZodObject<typeof AGENT_ENVIRONMENT_SCHEMA>>,
  environment: Readonly<Record<string, string | undefined>>,
): AgentSettings {
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
    mcp: values.MCP_SERVERS ? readMcpConfig(values.MCP_SERVERS, environment) : NO_MCP_SERVERS,
    mcpTimeout: values.MCP_TIMEOUT_SECONDS,
  };
}
