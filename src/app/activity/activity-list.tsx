import type { RunActivity } from '../runs/run-activity.ts';
import { FetchedThinking, LiveThinking } from './thinking-line.tsx';
import { FetchedToolCalls, LiveToolCalls } from './tool-calls.tsx';

/** A line for each thought, and a row for each tool call. */
export function ActivityList({ activities }: { activities: readonly RunActivity[] }) {
  return activities.map((activity) => (
    <div key={activity.id} data-uncopied="" className="dialogue py-1 print:hidden">
      <div className="min-w-0">
        <Activity activity={activity} />
      </div>
    </div>
  ));
}

function Activity({ activity }: { activity: RunActivity }) {
  const { type, id, runId, fetched } = activity;
  if (type === 'thinking') {
    return fetched ? <FetchedThinking {...fetched} /> : <LiveThinking runId={runId} id={id} />;
  }
  return fetched ? <FetchedToolCalls {...fetched} /> : <LiveToolCalls runId={runId} id={id} />;
}
