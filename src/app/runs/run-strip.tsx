import { isActive, type RunStatus } from '../../protocol/run.ts';
import { DeltaCounter } from './delta-counter.tsx';
import type { RunOutline } from './run-outline.ts';
import { Button } from '../ui/button.tsx';

interface RunStripProps {
  status: RunStatus | null;
  /** The run whose deltas are counted; null if there is none. */
  runId: string | null;
  live: RunOutline | undefined;
  /** True if the person has stopped the run and the run has not ended yet. */
  stopping: boolean;
  /** A note for the person, shown near the composer. */
  note: string | null;
  noteId: string;
  onResume: () => void;
}

/** Shows the connection state and the delta count of the newest run while it is active. */
export function RunStrip({ status, runId, live, stopping, note, noteId, onResume }: RunStripProps) {
  const connection = status !== null && isActive(status) ? live?.connection : null;
  return (
    <div className="flex min-h-9 items-center gap-3 px-1 text-caption text-muted">
      {connection === 'interrupted' && (
        <>
          <p className="font-medium text-terracotta">Interrupted</p>
          <Button look="outline" className="h-7" onClick={onResume}>
            Resume
          </Button>
        </>
      )}
      {connection === 'reconnecting' && (
        <p className="flex items-center gap-2">
          <span aria-hidden="true" className="size-2 animate-breathe rounded-full bg-terracotta" />
          Reconnecting
        </p>
      )}
      {connection === 'live' && stopping && <p>Stopping</p>}
      <p id={noteId} className="min-w-0 empty:hidden">
        {note}
      </p>
      {connection && runId !== null && <DeltaCounter runId={runId} />}
    </div>
  );
}
