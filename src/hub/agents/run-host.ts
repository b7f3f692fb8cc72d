import type { AgentHost } from '../../agents/agent-host.ts';
import type { AgentEntry } from './agent-catalog.ts';
import type { OutputStream } from './agent-output.ts';

/** The host of a TypeScript agent, for one run. */
export interface RunHost extends AgentHost {
  /** Resolves when all replies so far are stored. */
  written(): Promise<void>;
}

/** A TypeScript agent that is running. */
export interface RunningModule {
  /**
   * Resolves when the agent has ended, and all of its output has been delivered.
   * @throws the agent's error
   */
  readonly ended: Promise<void>;
  /**
   * Resolves when the agent's process is gone, shortly after the agent has ended or the signal was aborted. Never
   * rejects.
   */
  readonly gone: Promise<void>;
}

/**
 * Runs a TypeScript agent, at most until the host's signal is aborted.
 * @param onOutput called with the agent's output; must not throw
 */
export type RunModule = (
  agent: AgentEntry,
  host: RunHost,
  onOutput: (stream: OutputStream, text: string) => void,
) => RunningModule;
