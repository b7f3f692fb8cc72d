import { Fragment, memo, useEffect, useMemo, useState } from 'react';
import type { Cancel } from '../../client/timer.ts';
import { useBrowser } from '../browser/browser-context.ts';
import { areSameItems, groupMessages } from './message-groups.ts';
import { isBlank, showsOutcome, type ConversationItem } from './conversation-item.ts';
import { MessageArticle } from './message-article.tsx';
import { RunOutcome } from './run-outcome.tsx';

/** So many chunks at the end are always laid out: among them is all that is seen when a thread opens. */
const NEWEST = 2;
/** For so long, in milliseconds, there may come what makes a part higher or lower, such as its formulas. */
const SETTLES_WITHIN = 2_000;

const NONE: ReadonlySet<string> = new Set();

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

/**
 * Which of these have been laid out as they will stay, by key. The browser then knows how high each is and
 * remembers it, so that nothing moves when one is laid out no more, or again: not all browsers keep the
 * scroll in its place.
 */
function useLaidOutGroups(parts: readonly { key: string }[]): ReadonlySet<string> {
  const { clock } = useBrowser();
  const [laidOut, setLaidOut] = useState(NONE);
  const keys = parts.map(({ key }) => key).join(' ');

  useEffect(() => {
    let cancel: Cancel = clock.after(SETTLES_WITHIN, () => {
      // A frame is laid out after its callbacks; the task after it finds it done. In a hidden tab there is none.
      cancel = clock.onFrame(0, () => {
        cancel = clock.after(0, () => setLaidOut(new Set(keys.split(' '))));
      });
    });
    return () => cancel();
  }, [clock, keys]);

  return laidOut;
}
