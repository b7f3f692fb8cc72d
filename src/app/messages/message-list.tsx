import { Fragment, memo, useMemo } from 'react';
import { areSameItems, conversationChunks } from './message-groups.ts';
import { isBlank, saysHow, type ConversationItem } from './conversation-item.ts';
import { useLaidOut } from './use-laid-out-groups.ts';
import { MessageArticle } from './message-article.tsx';
import { RunOutcome } from './run-outcome.tsx';

/** So many chunks at the end are always laid out: among them is all that is seen when a thread opens. */
const NEWEST = 2;
interface MessageChunksProps {
  items: readonly ConversationItem[];
  pageStarts: readonly number[];
  /** What stands at the messages of an agent; keeps its identity. */
  nameOf: (assistantId: string | null) => string;
  /** Whether text that no message came of may be shown unasked. */
  showPartial: boolean;
}

/** The messages, in chunks: what a frame costs depends on those that are in view, whatever their number. */
export const MessageChunks = memo(function MessageChunks(props: MessageChunksProps) {
  const { items, pageStarts, nameOf, showPartial } = props;
  const chunks = useMemo(() => conversationChunks(items, pageStarts), [items, pageStarts]);
  const laidOut = useLaidOut(chunks);
  return chunks.map((chunk, index) => (
    <MessageChunk
      key={chunk.key}
      items={chunk.items}
      nameOf={nameOf}
      showPartial={showPartial}
      canRest={laidOut.has(chunk.key) && index < chunks.length - NEWEST}
    />
  ));
});

interface MessageChunkProps extends Omit<MessageChunksProps, 'pageStarts'> {
  /** It is laid out only while it is near what is in view. */
  canRest: boolean;
}

const MessageChunk = memo(function MessageChunk({ items, nameOf, showPartial, canRest }: MessageChunkProps) {
  return (
    <div
      data-chunk=""
      className={`flow-root ${canRest ? '[content-visibility:auto]' : ''}`}
      style={{ containIntrinsicBlockSize: 'auto 1000px' }}
    >
      {items.map((item) => {
        const { key, takesOver, closing, ...message } = item;
        const name = item.role === 'user' ? 'You' : nameOf(item.assistantId);
        return (
          <Fragment key={key}>
            {takesOver && <Takeover name={name} />}
            {!isBlank(item) && (
              <MessageArticle messageKey={key} {...message} name={name} showPartial={showPartial} />
            )}
            {closing && <RunOutcome closing={closing} isMarked={saysHow(item, closing)} />}
          </Fragment>
        );
      })}
    </div>
  );
}, areSameChunks);

function areSameChunks(a: MessageChunkProps, b: MessageChunkProps): boolean {
  return (
    a.nameOf === b.nameOf &&
    a.showPartial === b.showPartial &&
    a.canRest === b.canRest &&
    areSameItems(a.items, b.items)
  );
}

/** Says that another agent speaks from here on. */
function Takeover({ name }: { name: string }) {
  return (
    <div className="dialogue pt-message">
      <p className="flex items-center gap-3 text-caption text-muted after:h-px after:flex-1 after:bg-line">
        {name} replies from here on
      </p>
    </div>
  );
}
