import type { RunActivity } from '../runs/run-activity.ts';
import { AnsweredQuestion } from './answered-question.tsx';
import { FetchedChildRun, LiveChildRun } from './child-run-row.tsx';
import { FetchedThinking, LiveThinking } from './thinking-line.tsx';
import { FetchedToolCalls, LiveToolCalls } from './tool-calls.tsx';

/** A line for each thought and each answered question, and a row for each tool call and each run of another agent. */
export function ActivityList({ activities }: { activities: readonly RunActivity[] }) {
  return activities.map((activity) => {
    // What the person has answered belongs to the conversation. The rest is neither copied nor printed.
    const isKept = activity.type === 'question';
    return (
      <div
        key={activity.id}
        data-uncopied={isKept ? undefined : ''}
        className={`dialogue py-1 ${isKept ? '' : 'print:hidden'}`}
      >
        <div className="min-w-0">
          <Activity activity={activity} />
        </div>
      </div>
    );
  });
}

/** For the rows in the row of a child run. */
function showActivity(activity: RunActivity) {
  return <Activity activity={activity} />;
}

function Activity({ activity }: { activity: RunActivity }) {
  const { type, id, runId, fetched } = activity;
  if (type === 'thinking') {
    return fetched ? <FetchedThinking id={id} {...fetched} /> : <LiveThinking runId={runId} id={id} />;
  }
  if (type === 'question') return <AnsweredQuestion runId={runId} id={id} fetched={fetched} />;
  // A step is one of both.
  return fetched ? (
    <>
      <FetchedToolCalls {...fetched} />
      <FetchedChildRun step={fetched} showActivity={showActivity} />
    </>
  ) : (
    <>
      <LiveToolCalls runId={runId} id={id} />
      <LiveChildRun runId={runId} id={id} showActivity={showActivity} />
    </>
  );
}
