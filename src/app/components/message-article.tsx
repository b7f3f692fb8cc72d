import { memo, useId } from 'react';
import type { ConversationItem, PartialReason } from '../hooks/conversation-item.ts';
import { Markdown } from './markdown.tsx';
import { MessageText } from './message-text.tsx';
import { ReceiptLine } from './receipt-line.tsx';
import { CopyButton } from './ui/copy-button.tsx';
import { Disclosure } from './ui/disclosure.tsx';

const PARTIAL_WORDS: Record<PartialReason, string> = {
  stopped: 'Stopped',
  failed: 'Cut short: the run failed',
  expired: 'Cut short: the run expired',
  incomplete: 'Incomplete',
};

interface MessageArticleProps extends Omit<ConversationItem, 'key'> {
  /** Who says it. */
  name: string;
  /** Whether text that no message came of may be shown unasked. */
  showPartial: boolean;
}

/** One message, from its first delta on: what is settled takes the place of what was live, in the same nodes. */
export const MessageArticle = memo(function MessageArticle(props: MessageArticleProps) {
  const { name, role, text, draft, partial, showPartial } = props;
  const busy = draft !== null;
  const id = useId();
  const folded = partial !== null && !showPartial;
  return (
    <article
      aria-busy={busy}
      aria-labelledby={id}
      className={`dialogue group py-message ${role === 'user' ? 'turn' : ''}`}
    >
      <h2
        id={id}
        className="mb-1 flex items-baseline gap-2 text-caption font-semibold tracking-wide text-muted lg:mb-0 lg:justify-end lg:pt-[0.4rem] lg:text-right"
      >
        <span className="min-w-0 break-words">{name}</span>
      </h2>
      <div className="min-w-0">
        {role === 'user' ? (
          <p className="text-speech font-[480] break-words whitespace-pre-wrap">{text}</p>
        ) : (
          !folded && <MessageText text={text} draft={draft} />
        )}
        {role === 'assistant' && !busy && <MessageNotes {...props} folded={folded} />}
      </div>
    </article>
  );
});

function MessageNotes(props: MessageArticleProps & { folded: boolean }) {
  const { text, partial, streamed, receipt, folded } = props;
  return (
    <div className="mt-2 flex min-h-7 flex-wrap items-center gap-x-4 gap-y-1 text-caption text-muted">
      {partial && <p className="font-medium text-terracotta">{PARTIAL_WORDS[partial]}</p>}
      {folded && text !== '' && (
        <Disclosure open="Show the partial text" close="Hide the partial text">
          <Markdown text={text} />
        </Disclosure>
      )}
      {receipt && <ReceiptLine receipt={receipt} />}
      {!folded && text !== '' && <CopyButton text={text} />}
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
