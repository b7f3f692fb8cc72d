import { memo, useMemo } from 'react';
import { areSameItems, conversationChunks } from '../hooks/conversation-chunks.ts';
import type { ConversationItem } from '../hooks/conversation-item.ts';
import { useLaidOut } from '../hooks/use-laid-out.ts';
import { MessageArticle } from './message-article.tsx';

/** So many chunks at the end are always laid out: among them is all that is seen when a thread opens. */
const NEWEST = 2;
interface MessageChunksProps {
  items: readonly ConversationItem[];
  pageStarts: readonly number[];
  agentName: string;
  /** Whether text that no message came of may be shown unasked. */
  showPartial: boolean;
}

/** The messages, in chunks: what a frame costs depends on those that are in view, whatever their number. */
export const MessageChunks = memo(function MessageChunks(props: MessageChunksProps) {
  const { items, pageStarts, agentName, showPartial } = props;
  const chunks = useMemo(() => conversationChunks(items, pageStarts), [items, pageStarts]);
  const laidOut = useLaidOut(chunks);
  return chunks.map((chunk, index) => (
    <MessageChunk
      key={chunk.key}
      items={chunk.items}
      agentName={agentName}
      showPartial={showPartial}
      canRest={laidOut.has(chunk.key) && index < chunks.length - NEWEST}
    />
  ));
});

interface MessageChunkProps extends Omit<MessageChunksProps, 'pageStarts'> {
  /** It is laid out only while it is near what is in view. */
  canRest: boolean;
}

const MessageChunk = memo(function MessageChunk({
  items,
  agentName,
  showPartial,
  canRest,
}: MessageChunkProps) {
  return (
    <div
      data-chunk=""
      className={`flow-root ${canRest ? '[content-visibility:auto]' : ''}`}
      style={{ containIntrinsicBlockSize: 'auto 1000px' }}
    >
      {items.map(({ key, ...item }) => (
        <MessageArticle
          key={key}
          messageKey={key}
          {...item}
          name={item.role === 'user' ? 'You' : agentName}
          showPartial={showPartial}
        />
      ))}
    </div>
  );
}, areSameChunks);

function areSameChunks(a: MessageChunkProps, b: MessageChunkProps): boolean {
  return (
    a.agentName === b.agentName &&
    a.showPartial === b.showPartial &&
    a.canRest === b.canRest &&
    areSameItems(a.items, b.items)
  );
}
