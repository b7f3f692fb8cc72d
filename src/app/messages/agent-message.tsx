import { RefreshCw } from 'lucide-react';
import { useRef } from 'react';
import { isCutOff, PARTIAL_LABELS } from '../../client/partial-reason.ts';
import { copiedMessage } from '../clipboard/copying.ts';
import type { Copied } from '../clipboard/write-clipboard.ts';
import type { ConversationItem } from './conversation-item.ts';
import { useElapsed } from '../runs/use-elapsed.ts';
import { useQuietSince } from '../runs/use-quiet-since.ts';
import { Markdown } from '../markdown/markdown.tsx';
import { MessageText } from './message-text.tsx';
import { MessageVersions } from '../versions/version-switch.tsx';
import { ReceiptLine } from './receipt-line.tsx';
import { useRegenerate } from '../versions/message-editing.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { IconButton } from '../ui/icon-button.tsx';

type AgentMessageProps = Pick<
  ConversationItem,
  'id' | 'replyStart' | 'text' | 'draft' | 'partial' | 'streamed' | 'receipt' | 'tokens' | 'runDeltas'
> & {
  /** Whether partial text is shown at once, and not only on demand. */
  showPartial: boolean;
};

/** A message of an agent, live or settled, with its notes: versions, receipt, buttons. */
export function AgentMessage(props: AgentMessageProps) {
  const { text, draft, partial, showPartial } = props;
  const body = useRef<HTMLDivElement>(null);
  const folded = partial !== null && !isCutOff(partial) && !showPartial;
  const quietSince = useQuietSince(draft?.runId ?? null);
  return (
    <>
      {!folded && <MessageText ref={body} text={text} draft={draft} waiting={quietSince !== null} />}
      {draft ? (
        <LiveNotes quietSince={quietSince} />
      ) : (
        <Notes {...props} folded={folded} content={() => copiedMessage(text, body.current)} />
      )}
    </>
  );
}

interface NotesProps extends AgentMessageProps {
  /** Whether the text is shown only on demand. */
  folded: boolean;
  /** Returns the content for the copy button. */
  content: () => Copied;
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

function Notes(props: NotesProps) {
  const { id, replyStart, text, partial, streamed, receipt, tokens, runDeltas, folded, content } = props;
  return (
    <div
      data-uncopied=""
      className="mt-2 flex min-h-7 flex-wrap items-center gap-x-4 gap-y-1 text-caption text-muted"
    >
      {id !== null && <MessageVersions messageId={id} />}
      {partial && <p className="font-medium text-terracotta">{PARTIAL_LABELS[partial]}</p>}
      {folded && text !== '' && (
        <Disclosure open="Show the partial text" close="Hide the partial text">
          <Markdown text={text} />
        </Disclosure>
      )}
      {(receipt !== null || Boolean(runDeltas)) && (
        <ReceiptLine receipt={receipt} tokens={tokens} runDeltas={runDeltas} />
      )}
      <div className="flex items-center gap-4 empty:hidden">
        {!folded && text !== '' && <CopyButton what="message" content={content} />}
        {replyStart !== null && <RegenerateButton replyStart={replyStart} />}
      </div>
      {streamed !== null && (
        <>
          <p>Revised</p>
          <Disclosure open="Show what was streamed" close="Hide what was streamed">
            <Markdown text={streamed} />
          </Disclosure>
        </>
      )}
    </div>
  );
}

/**
 * A button that replaces a reply with a new one. It is hidden while a reply is being written. The old reply stays as a
 * version.
 */
function RegenerateButton({ replyStart }: { replyStart: string }) {
  const regenerate = useRegenerate();
  return (
    <IconButton
      label="Regenerate"
      icon={RefreshCw}
      onClick={() => regenerate?.(replyStart)}
      // Hidden and not removed, so that lines wrap the same way when a run begins or ends.
      style={regenerate ? undefined : { visibility: 'hidden' }}
    />
  );
}
