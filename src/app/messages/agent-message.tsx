import { useRef } from 'react';
import { isCutOff } from '../../client/partial-reason.ts';
import { copiedMessage } from '../clipboard/copying.ts';
import { useElapsed } from '../runs/use-elapsed.ts';
import { useQuietSince } from '../runs/use-quiet-since.ts';
import type { ConversationItem } from './conversation-item.ts';
import { LazyMessageNotes, type NotesProps } from './lazy-message-notes.tsx';
import { MessageText } from './message-text.tsx';

interface AgentMessageProps extends Omit<NotesProps, 'folded' | 'content'>, Pick<ConversationItem, 'draft'> {
  /** Whether partial text is shown at once, and not only on demand. */
  showPartial: boolean;
}

/** A message of an agent, live or settled, with its notes: versions, receipt, buttons. */
export function AgentMessage(props: AgentMessageProps) {
  const { text, annotations, draft, partial, showPartial } = props;
  const body = useRef<HTMLDivElement>(null);
  const folded = partial !== null && !isCutOff(partial) && !showPartial;
  const quietSince = useQuietSince(draft?.runId ?? null);
  return (
    <>
      {!folded && <MessageText ref={body} {...{ text, annotations, draft }} waiting={quietSince !== null} />}
      {draft ? (
        <LiveNotes quietSince={quietSince} />
      ) : (
        <LazyMessageNotes
          {...props}
          folded={folded}
          content={() => copiedMessage(text, body.current, annotations)}
        />
      )}
    </>
  );
}

/** Keeps the space for the notes while the message streams, so that nothing moves when they appear. */
function LiveNotes({ quietSince }: { quietSince: number | null }) {
  return (
    <div className="mt-2 flex min-h-7 items-center text-caption text-muted select-none">
      {quietSince !== null && <WaitingTime since={quietSince} />}
    </div>
  );
}

function WaitingTime({ since }: { since: number }) {
  return <p className="tabular-nums">{`Waiting ${useElapsed(since)} s`}</p>;
}
