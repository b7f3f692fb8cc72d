import { overLimit, type AgentLimits, type LimitName } from './agent-limits.ts';

/** What programs say that were refused what they asked for, in Python's words and in Node's. */
const REFUSALS: readonly [RegExp, LimitName][] = [
  [/\bMemoryError\b|\bENOMEM\b|heap out of memory|Cannot allocate memory/, 'memory'],
  [/\bEMFILE\b|Too many open files/, 'openFiles'],
  [/\bEFBIG\b|File too large/, 'disk'],
  [/can't start new thread|\bspawn\b.*\bEAGAIN\b/, 'processes'],
];

/** A socket that is not ready says the same. */
const NO_FORK = /\b(_?fork|_fork_exec|_start_new_thread)\([^]*Resource temporarily unavailable/;

/**
 * The limit that explains why an agent failed; null where none does.
 * @param raised what it raised, in one line
 * @param stderr the end of what it wrote there
 */
export function limitBehind(raised: string, stderr: string, limits: AgentLimits): string | null {
  const refusal = REFUSALS.find(([words]) => words.test(raised));
  if (refusal) return overLimit(refusal[1], limits);
  return NO_FORK.test(stderr) ? overLimit('processes', limits) : null;
}
