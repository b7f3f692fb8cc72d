import { Fragment, memo, useEffect, useMemo, useState } from 'react';
import type { Cancel } from '../../client/timer.ts';
import { useBrowser } from '../browser/browser-context.ts';
import { areSameItems, groupMessages } from './message-groups.ts';
import { isBlank, showsOutcome, type ConversationItem } from './conversation-item.ts';
import { MessageArticle } from './message-article.tsx';
import { LazyRunOutcome } from './lazy-run-outcome.tsx';
import { LazyActivityList } from '../activity/lazy-activity-list.tsx';

/** Number of last groups that are always laid out. They contain everything that is in view when a thread opens. */
const ALWAYS_LAID_OUT = 2;

/** Time until the height of a group no longer changes, for example because formulas load, in milliseconds. */
const SETTLES_WITHIN = 2_000;

const NO_GROUPS: ReadonlySet<string> = new Set();

interface MessageListProps {
  items: readonly ConversationItem[];
  pageStarts: readonly number[];
  /** Returns the name that is shown with an agent's messages. The function keeps its identity. */
  nameOf: (assistantId: string | null) => string;
  /** Whether partial text is shown at once, and not only on demand. */
  showPartial: boolean;
}

/**
 * The messages, in groups. The browser skips the layout of groups that are out of view, so that long conversations stay
 * responsive.
 */
export const MessageList = memo(function MessageList(props: MessageListProps) {
  const { items, pageStarts, nameOf, showPartial } = props;
  const groups = useMemo(() => groupMessages(items, pageStarts), [items, pageStarts]);
  const laidOut = useLaidOutGroups(groups);
  return groups.map((group, index) => (
    <MessageGroupView
      key={group.key}
      items={group.items}
      nameOf={nameOf}
      showPartial={showPartial}
      skipsLayout={laidOut.has(group.key) && index < groups.length - ALWAYS_LAID_OUT}
    />
  ));
});

interface MessageGroupViewProps extends Omit<MessageListProps, 'pageStarts'> {
  /** Whether the browser may skip the layout of the group while it is out of view. */
  skipsLayout: boolean;
}

const MessageGroupView = memo(function MessageGroupView({
  items,
  nameOf,
  showPartial,
  skipsLayout,
}: MessageGroupViewProps) {
  return (
    <div
      data-part=""
      className={`flow-root ${skipsLayout ? '[content-visibility:auto]' : ''}`}
      style={{ containIntrinsicBlockSize: 'auto 1000px' }}
    >
      {items.map((item) => {
        const { key, isAgentChange, activitiesBefore, activities, outcome, ...message } = item;
        const name = item.role === 'user' ? 'You' : nameOf(item.assistantId);
        return (
          <Fragment key={key}>
            <LazyActivityList activities={activitiesBefore} />
            {isAgentChange && <AgentChange name={name} />}
            {!isBlank(item) && (
              <MessageArticle messageKey={key} {...message} name={name} showPartial={showPartial} />
            )}
            <LazyActivityList activities={activities} />
            {outcome && <LazyRunOutcome outcome={outcome} isMarked={showsOutcome(item, outcome)} />}
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
    a.skipsLayout === b.skipsLayout &&
    areSameItems(a.items, b.items)
  );
}

/** A line that says that another agent replies from here on. */
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
 * Returns the keys of the groups whose layout is final. The browser stores the height of such a group, so that nothing
 * moves when it skips the group's layout, or lays it out again. This is needed because not all browsers correct the
 * scroll position.
 */
function useLaidOutGroups(groups: readonly { key: string }[]): ReadonlySet<string> {
  const { clock } = useBrowser();
  const [laidOut, setLaidOut] = useState(NO_GROUPS);
  const keys = groups.map(({ key }) => key).join(' ');

  useEffect(() => {
    let cancel: Cancel = clock.after(SETTLES_WITHIN, () => {
      // The layout of a frame runs after its callbacks, so it is done in the next task. A hidden tab has no frames.
      cancel = clock.onFrame(0, () => {
        cancel = clock.after(0, () => setLaidOut(new Set(keys.split(' '))));
      });
    });
    return () => cancel();
  }, [clock, keys]);

  return laidOut;
}
