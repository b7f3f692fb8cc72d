import type { Run } from '../protocol/run.ts';
import type { DiscardedDrafts } from '../protocol/run-state.ts';

/** What an agent streamed in a run that has ended, and kept to itself; null where that is nothing. */
export function unkeptDrafts({ notices }: Pick<Run, 'notices'>): DiscardedDrafts | null {
  const counts = notices?.flatMap((notice) => (notice.type === 'discarded' ? notice.deltas : [])) ?? [];
  return counts.length > 0
    ? { drafts: counts.length, deltas: counts.reduce((sum, count) => sum + count) }
    : null;
}

/** The same in words. */
export function unkeptWords({ drafts, deltas }: DiscardedDrafts): string {
  const count = `${deltas.toLocaleString('en')} delta${deltas === 1 ? '' : 's'}`;
  return drafts === 1
    ? `A draft of ${count} was not kept`
    : `${drafts} drafts of ${count} in all were not kept`;
}
