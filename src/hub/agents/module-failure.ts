import type { AgentFrame } from '../../agents/process/frames.ts';
import { DatabaseAwayError } from '../db/is-away.ts';
import { ProviderError, type ErrorCode } from '../providers/provider.ts';
import { overLimit, type AgentLimits } from './limits/agent-limits.ts';
import type { ProcessExit } from './process-group.ts';
import { shortened } from './shortened.ts';

const ERROR_CODES: readonly string[] = [
  'server_error',
  'rate_limit_exceeded',
  'invalid_prompt',
] satisfies ErrorCode[];

/** What V8 writes before it ends a process whose heap is full. */
const HEAP_IS_FULL = 'JavaScript heap out of memory';

/** With this status Node ends a program that waits for what can never come: the channel is closed, or it would be waited for. */
const NOTHING_TO_WAIT_FOR = 13;

/** The process of an agent can no longer be spoken to. */
export function channelClosed(): Error {
  return new Error('its process closed its channel to the hub');
}

/** What an agent threw, as the hub takes it: what it got from the hub is what the hub gave it. */
export function thrownByAgent({ error, isFromHub, place }: Extract<AgentFrame, { type: 'threw' }>): Error {
  const { name, code, reason } = error;
  const message = shortened(error.message); // always: that it came from the hub is only what the agent says
  if (!isFromHub) return new Error(message + (place === null ? '' : ` (${place})`));
  if (name === 'DatabaseAwayError') return new DatabaseAwayError(message);
  if (name !== 'ProviderError') return new Error(message);
  const isKnown = code !== undefined && ERROR_CODES.includes(code);
  return new ProviderError(
    message,
    reason === 'silent' ? 'silent' : 'failed',
    isKnown ? (code as ErrorCode) : 'server_error',
  );
}

/**
 * Why the process of an agent ended by itself: before the agent had returned, whatever its status.
 * @param stderr the end of what it wrote there
 * @param limits those that it was held to
 */
export function moduleFailure(
  { code, signal, limit }: ProcessExit,
  stderr: string,
  limits: AgentLimits,
): Error {
  if (limit) return new Error(overLimit(limit, limits));
  if (code !== 0 && stderr.includes(HEAP_IS_FULL)) return new Error(overLimit('memory', limits));
  if (code === NOTHING_TO_WAIT_FOR) return channelClosed();
  if (signal) return new Error(`the agent's process was killed (${signal})`);
  const exited = `the agent's process exited with status ${code} before the agent had returned`;
  const lastLine = code === 0 ? undefined : stderr.trimEnd().split('\n').at(-1)?.trim();
  return new Error(lastLine ? `${exited}: ${shortened(lastLine)}` : exited);
}
