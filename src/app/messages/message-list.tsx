import { Fragment, memo, useMemo } from 'react';
import { areSameItems, groupMessages } from './message-groups.ts';
import { isBlank, showsOutcome, type ConversationItem } from './conversation-item.ts';
import { useLaidOutGroups } from './use-laid-out-groups.ts';
import { MessageArticle } from './message-article.tsx';
import { RunOutcome } from './run-outcome.tsx';

/** So many chunks at the end are always laid out: among them is all that is seen when a thread opens. */
const NEWEST = 2;
interface MessageListProps {
  items: readonly ConversationItem[];
  pageStarts: readonly number[];
  /** What stands at the messages of an agent; keeps its identity. */
  nameOf: (assistantId: string | null) => string;
  /** Whether text that no message came of may be shown unasked. */
  showPartial: boolean;
}

/** The messages, in chunks: what a frame costs depends on those that are in view, whatever their number. */
export const MessageList = memo(function MessageList(props: MessageListProps) {
  const { items, pageStarts, nameOf, showPartial } = props;
  const chunks = useMemo(() => groupMessages(items, pageStarts), [items, pageStarts]);
  const laidOut = useLaidOutGroups(chunks);
  return chunks.map((chunk, index) => (
    <MessageGroupView
      key={chunk.key}
      items={chunk.items}
      nameOf={nameOf}
      showPartial={showPartial}
      canRest={laidOut.has(chunk.key) && index < chunks.length - NEWEST}
    />
  ));
});

interface MessageGroupViewProps extends Omit<MessageListProps, 'pageStarts'> {
  /** It is laid out only while it is near what is in view. */
  canRest: boolean;
}

const MessageGroupView = memo(function MessageGroupView({
  items,
  nameOf,
  showPartial,
  canRest,
}: MessageGroupViewProps) {
  return (
    <div
      data-chunk=""
      className={`flow-root ${canRest ? '[content-visibility:auto]' : ''}`}
      style={{ containIntrinsicBlockSize: 'auto 1000px' }}
    >
      {items.map((item) => {
        const { key, isAgentChange, outcome, ...message } = item;
        const name = item.role === 'user' ? 'You' : nameOf(item.assistantId);
        return (
          <Fragment key={key}>
            {isAgentChange && <AgentChange name={name} />}
            {!isBlank(item) && (
              <MessageArticle messageKey={key} {...message} name={name} showPartial={showPartial} />
            )}
            {outcome && <RunOutcome outcome={outcome} isMarked={showsOutcome(item, outcome)} />}
          </Fragment>
        );
      })}
    </div>
  );
}, areSameGroups);

function areSameGroups(a: MessageGroupViewProps, b: MessageGroupViewProps): boolean {
  return (
    a.nameOf === b.nameOf &&
    a.showPartial === b.showPartial &&
    a.canRest === b.canRest &&
    areSameItems(a.items, b.items)
  );
}

/** Says that another agent speaks from here on. */
function AgentChange({ name }: { name: string }) {
  return (
    <div className="dialogue pt-message">
      <p className="flex items-center gap-3 text-caption text-muted after:h-px after:flex-1 after:bg-line">
        {name} replies from here on
      </p>
    </div>
  );
}
