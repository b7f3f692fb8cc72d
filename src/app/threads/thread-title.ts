import { stripDirectionMarks } from '../../client/strip-direction-marks.ts';
import type { Thread } from '../../protocol/thread.ts';

/** Returns the title of a thread as it is shown. */
export function threadTitle({ metadata }: Pick<Thread, 'metadata'>): string {
  return stripDirectionMarks(metadata.topic ?? '') || 'Untitled';
}

/** Returns the time of the last message or run in a thread, in Unix seconds. */
export function lastActiveAt({ last_active_at, created_at }: Thread): number {
  return last_active_at ?? created_at;
}
