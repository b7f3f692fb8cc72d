import { createElement, memo, Suspense, use, type ComponentType } from 'react';
import { isSameList } from '../browser/same-list.ts';
import type { RunActivity } from '../runs/run-activity.ts';

interface ActivitiesProps {
  activities: readonly RunActivity[];
}

type List = ComponentType<ActivitiesProps>;

let loading: Promise<List> | null = null;
let loaded: List | null = null;

/** Loads the code for thinking and tool calls, once. Call it early if a conversation is about to be shown. */
export function loadActivityList(): Promise<List> {
  loading ??= import('./activity-list.tsx').then(
    (module) => (loaded = module.ActivityList),
    () => (loaded = NotLoaded), // the server cannot be reached or has been updated
  );
  return loading;
}

/** What an agent did between two messages: a line for each thought, and a row for each tool call. */
export const LazyActivityList = memo(
  function LazyActivityList({ activities }: ActivitiesProps) {
    return (
      activities.length > 0 && (
        <Suspense>
          <LoadedList activities={activities} />
        </Suspense>
      )
    );
  },
  (a, b) => isSameList(a.activities, b.activities),
);

function LoadedList(props: ActivitiesProps) {
  return createElement(loaded ?? use(loadActivityList()), props);
}

function NotLoaded() {
  return (
    <div className="dialogue py-1">
      <p className="text-caption text-muted">Couldn’t load this part. Reload the page.</p>
    </div>
  );
}
