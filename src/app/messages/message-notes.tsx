import { RefreshCw } from 'lucide-react';
import { PARTIAL_LABELS } from '../../client/partial-reason.ts';
import { Markdown } from '../markdown/markdown.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { useRegenerate } from '../versions/message-editing.ts';
import { MessageVersions } from '../versions/version-switch.tsx';
import type { NotesProps } from './lazy-message-notes.tsx';
import { ReceiptLine } from './receipt-line.tsx';

/** The notes of an agent's message: versions, receipt, buttons. */
export function MessageNotes(props: NotesProps) {
  const { id, replyStart, text, annotations, partial, streamed, receipt, usage, runDeltas, folded, content } =
    props;
  return (
    <div
      data-uncopied=""
      className="mt-2 flex min-h-7 flex-wrap items-center gap-x-4 gap-y-1 text-caption text-muted"
    >
      {id !== null && <MessageVersions messageId={id} />}
      {partial && <p className="font-medium text-terracotta">{PARTIAL_LABELS[partial]}</p>}
      {folded && text !== '' && (
        <Disclosure open="Show the partial text" close="Hide the partial text">
          <Markdown text={text} annotations={annotations} />
        </Disclosure>
      )}
      {(receipt !== null || Boolean(runDeltas) || usage) && (
        <ReceiptLine receipt={receipt} usage={usage} runDeltas={runDeltas} />
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
