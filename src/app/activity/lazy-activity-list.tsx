import { memo } from 'react';
import { isSameList } from '../browser/same-list.ts';
import type { RunActivity } from '../runs/run-activity.ts';
import { loadedOnce } from '../ui/loaded-once.tsx';

interface ActivitiesProps {
  activities: readonly RunActivity[];
}

const { Component, load } = loadedOnce<ActivitiesProps>(
  async () => (await import('./activity-list.tsx')).ActivityList,
  NotLoaded,
);

/** Loads the code for thinking and tool calls, once. Call it early if a conversation is about to be shown. */
export const loadActivityList = load;

/** What an agent did between two messages: a line for each thought, and a row for each tool call. */
export const LazyActivityList = memo(
  function LazyActivityList(props: ActivitiesProps) {
    return props.activities.length > 0 && <Component {...props} />;
  },
  (a, b) => isSameList(a.activities, b.activities),
);

function NotLoaded() {
  return (
    <div className="dialogue py-1">
      <p className="text-caption text-muted">Couldn’t load this part. Reload the page.</p>
    </div>
  );
}
