import type { AgentHost } from '../../agents/agent-host.ts';
import type { AgentEntry } from './agent-catalog.ts';
import type { OutputStream } from './agent-output.ts';

/** What the hub gives an agent in TypeScript for one run. */
export interface RunHost extends AgentHost {
  /** Settles once all replies so far are written. */
  written(): Promise<void>;
}

/** An agent in TypeScript that runs. */
export interface RunningModule {
  /**
   * Settles when the agent has ended, and all that it had printed by then has been passed on.
   * @throws what the agent failed with
   */
  readonly ended: Promise<void>;
  /** Settles when nothing of it is left. Never rejects. It is ended soon after the agent has, or the signal is aborted. */
  readonly gone: Promise<void>;
}

/**
 * Runs an agent in TypeScript, until the host's signal is aborted at the latest.
 * @param onOutput called with what the agent prints. Must not throw
 */
export type RunModule = (
  agent: AgentEntry,
  host: RunHost,
  onOutput: (stream: OutputStream, text: string) => void,
) => RunningModule;
