import type { Usage } from '../protocol/usage.ts';

/** Minimum time that is shown, in seconds. If the time is shorter, the deltas arrived all at once. */
const MIN_SECONDS = 0.1;

/** How a message or a run was streamed. */
export interface Arrival {
  readonly deltas: number;
  /** Time from the start of waiting to the first delta, in seconds; null if unknown. */
  readonly untilFirst: number | null;
  /** Time from the first delta to the end, in seconds; null if unknown. */
  readonly seconds: number | null;
  /** Number of events that never arrived. */
  readonly gaps: number;
  readonly reconnects: number;
}

/** Returns the facts of a receipt, without the number of deltas: `first after 0.8 s`, `6.1 s`, `68/s`. */
export function arrivalFacts({ deltas, untilFirst, seconds, gaps, reconnects }: Arrival): string[] {
  const facts: string[] = [];
  if (untilFirst !== null && untilFirst >= MIN_SECONDS)
    facts.push(`first after ${formatSeconds(untilFirst)}`);
  if (seconds !== null && seconds >= MIN_SECONDS) {
    facts.push(formatSeconds(seconds), `${formatRate(deltas / seconds)}/s`);
  }
  if (gaps > 0) facts.push(plural(gaps, 'gap'));
  if (reconnects > 0) facts.push(plural(reconnects, 'reconnect'));
  return facts;
}

/**
 * Returns the tokens of a run by kind: `1,200 prompt tokens (1,024 cached)`, `934 reply tokens (134 thinking)`. A number
 * in parentheses is a part of the number before it. Zeros are left out, because some servers send them for unknown
 * counts. The tokens of a reply include its tool calls.
 */
export function usageFacts(usage: Usage | null): string[] {
  if (!usage) return [];
  const { prompt_tokens: prompt, completion_tokens: completion } = usage;
  return [
    ...tokensFact(prompt, 'prompt', usage.prompt_tokens_details?.cached_tokens, 'cached'),
    ...tokensFact(completion, 'reply', usage.completion_tokens_details?.reasoning_tokens, 'thinking'),
  ];
}

function tokensFact(count: number, kind: string, part: number | undefined, partKind: string): string[] {
  if (count === 0) return [];
  const all = plural(count, `${kind} token`);
  return [part ? `${all} (${formatCount(part)} ${partKind})` : all];
}

/** Returns a number with its noun: `1 delta`, `412 deltas`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function formatCount(count: number): string {
  return count.toLocaleString('en');
}

function formatSeconds(seconds: number): string {
  return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}

function formatRate(rate: number): string {
  return rate < 10 ? rate.toFixed(1) : formatCount(Math.round(rate));
}
