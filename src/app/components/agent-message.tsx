import { useRef } from 'react';
import { PARTIAL_WORDS } from '../../client/partial-reason.ts';
import { copiedMessage } from '../clipboard/copied-message.ts';
import type { Copied } from '../clipboard/write-clipboard.ts';
import type { ConversationItem } from '../hooks/conversation-item.ts';
import { Markdown } from './markdown.tsx';
import { MessageText } from './message-text.tsx';
import { ReceiptLine } from './receipt-line.tsx';
import { CopyButton } from './ui/copy-button.tsx';
import { Disclosure } from './ui/disclosure.tsx';

type AgentMessageProps = Pick<ConversationItem, 'text' | 'draft' | 'partial' | 'streamed' | 'receipt'> & {
  /** Whether text that no message came of may be shown unasked. */
  showPartial: boolean;
};

/** What an agent says, live or settled, and what is to be known of it. */
export function AgentMessage(props: AgentMessageProps) {
  const { text, draft, partial, showPartial } = props;
  const body = useRef<HTMLDivElement>(null);
  const folded = partial !== null && !showPartial;
  return (
    <>
      {!folded && <MessageText ref={body} text={text} draft={draft} />}
      {!draft && <Notes {...props} folded={folded} content={() => copiedMessage(text, body.current)} />}
    </>
  );
}

interface NotesProps extends AgentMessageProps {
  /** Its text is shown on demand alone. */
  folded: boolean;
  /** What is copied of it. */
  content: () => Copied;
}

function Notes({ text, partial, streamed, receipt, folded, content }: NotesProps) {
  return (
    <div
      data-uncopied=""
      className="mt-2 flex min-h-7 flex-wrap items-center gap-x-4 gap-y-1 text-caption text-muted"
    >
      {partial && <p className="font-medium text-terracotta">{PARTIAL_WORDS[partial]}</p>}
      {folded && text !== '' && (
        <Disclosure open="Show the partial text" close="Hide the partial text">
          <Markdown text={text} />
        </Disclosure>
      )}
      {receipt && <ReceiptLine receipt={receipt} />}
      {!folded && text !== '' && <CopyButton what="message" content={content} />}
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
