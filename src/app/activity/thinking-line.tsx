import type { ReactNode } from 'react';
import { thoughtTime } from '../../client/thought-time.ts';
import type { Thinking } from '../../protocol/thinking.ts';
import { Markdown } from '../markdown/markdown.tsx';
import { Elapsed } from '../runs/pending-reply.tsx';
import { useActiveRunStatus, useThought, useThoughtStart } from './use-live-activity.ts';
import { FoldingLine } from './folding-line.tsx';

/** The thinking of a run that this tab follows. */
export function LiveThinking({ runId, id }: { runId: string; id: string }) {
  const thought = useThought(runId, id);
  const status = useActiveRunStatus(runId);
  if (!thought) return null;
  const { text, elapsed, isOpen } = thought;
  const isThinking = isOpen && status !== null;
  const label = isThinking ? <ThinkingTime runId={runId} elapsed={elapsed} /> : thoughtTime(elapsed);
  return <ThinkingLine id={id} text={text} label={label} isThinking={isThinking} />;
}

/** The thinking of a message or step that was fetched. */
export function FetchedThinking({ id, text, elapsed_ms: elapsed }: Thinking & { id: string }) {
  return <ThinkingLine id={id} text={text} label={thoughtTime(elapsed)} isThinking={false} />;
}

interface ThinkingLineProps {
  id: string;
  text: string;
  /** For how long the model has thought. */
  label: ReactNode;
  isThinking: boolean;
}

/** A line that says for how long the model thought. It opens to show the text, also while the model is thinking. */
function ThinkingLine({ id, text, label, isThinking }: ThinkingLineProps) {
  return (
    <FoldingLine lineKey={`thinking ${id}`} isBusy={isThinking} label={label}>
      <div className="text-muted [&_.prose]:text-interface">
        <Markdown text={text} live={isThinking} />
      </div>
    </FoldingLine>
  );
}

function ThinkingTime({ runId, elapsed }: { runId: string; elapsed: number }) {
  return (
    <>
      <span>Thinking</span>
      <Elapsed since={useThoughtStart(runId, elapsed)} />
    </>
  );
}
