import { stripDirectionMarks } from '../../client/strip-direction-marks.ts';
import type { Thread } from '../../protocol/thread.ts';

/** What a thread is called, wherever that stands. */
export function threadTitle({ metadata }: Pick<Thread, 'metadata'>): string {
  return stripDirectionMarks(metadata.topic ?? '') || 'Untitled';
}

/** When something was last said or run in a thread, in Unix seconds. */
export function lastActiveAt({ last_active_at, created_at }: Thread): number {
  return last_active_at ?? created_at;
}
