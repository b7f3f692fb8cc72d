import { useState } from 'react';
import { thoughtTime } from '../../client/thought-time.ts';
import type { Thinking } from '../../protocol/thinking.ts';
import { useBrowser } from '../browser/browser-context.ts';
import { Markdown } from '../markdown/markdown.tsx';
import { Elapsed } from '../runs/pending-reply.tsx';
import { useActiveRunStatus, useThought } from '../runs/use-live-run.ts';
import { FoldingLine } from './folding-line.tsx';

/** The thinking of a run that this tab follows. */
export function LiveThinking({ runId, id }: { runId: string; id: string }) {
  const thought = useThought(runId, id);
  const status = useActiveRunStatus(runId);
  if (!thought) return null;
  const { text, elapsed, isOpen } = thought;
  return <ThinkingLine text={text} elapsed={elapsed} isThinking={isOpen && status !== null} />;
}

/** The thinking of a message or step that was fetched. */
export function FetchedThinking({ text, elapsed_ms: elapsed }: Thinking) {
  return <ThinkingLine text={text} elapsed={elapsed} isThinking={false} />;
}

interface ThinkingLineProps {
  text: string;
  /** For how long the model has thought, in milliseconds; null if unknown. */
  elapsed: number | null;
  isThinking: boolean;
}

/** A line that says for how long the model thought. It opens to show the text, also while the model is thinking. */
function ThinkingLine({ text, elapsed, isThinking }: ThinkingLineProps) {
  return (
    <FoldingLine
      isBusy={isThinking}
      label={isThinking ? <ThinkingTime elapsed={elapsed ?? 0} /> : thoughtTime(elapsed)}
    >
      <div className="text-muted [&_.prose]:text-interface">
        <Markdown text={text} live={isThinking} />
      </div>
    </FoldingLine>
  );
}

function ThinkingTime({ elapsed }: { elapsed: number }) {
  const { clock } = useBrowser();
  const [since] = useState(() => clock.now() - elapsed);
  return (
    <>
      <span>Thinking</span>
      <Elapsed since={since} />
    </>
  );
}
