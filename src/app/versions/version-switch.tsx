import { ChevronLeft, ChevronRight } from 'lucide-react';
import { use, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { MessageVersions } from '../../protocol/thread.ts';
import { MessageEditingContext } from './message-editing.ts';
import { useVersionStep } from './use-version-step.ts';
import type { VersionStep } from './version-arrival.ts';

/** The switch between the versions of a message, if it has several. */
export function MessageVersions({ messageId }: { messageId: string }) {
  const actions = use(MessageEditingContext);
  const versions = actions?.versions.byMessage.get(messageId);
  return versions && actions?.threadId ? (
    <VersionSwitch versions={versions} current={actions.threadId} />
  ) : null;
}

/** The same for a reply that is not there yet, or that failed without a text, so that its other versions can be reached. */
export function NextVersions() {
  const actions = use(MessageEditingContext);
  if (!actions?.versions.ofNext || actions.threadId === null) return null;
  return (
    <div className="dialogue">
      <div className="flex min-h-7 text-caption text-muted">
        <VersionSwitch versions={actions.versions.ofNext} current={actions.threadId} />
      </div>
    </div>
  );
}

interface VersionSwitchProps {
  versions: MessageVersions;
  /** The thread that is open. */
  current: string;
}

/** Steps between the versions of a message. Each version is in its own thread. */
function VersionSwitch({ versions, current }: VersionSwitchProps) {
  const { index, thread_ids: threads } = versions;
  const place = threads.indexOf(current);
  if (place < 0 || threads.length < 2) return null;
  const [number, count] = [place + 1, threads.length];
  const name = `Version ${number} of ${count}`;
  return (
    <nav aria-label={name} data-versions-at={index} className="-ml-2 flex items-center">
      <Step to={threads[place - 1]} step="previous" index={index} description={name}>
        <ChevronLeft aria-hidden="true" size={15} />
      </Step>
      {/* Written by CSS, so that it is not selected or copied with the text of the message. */}
      <span
        data-place={`${number}/${count}`}
        className="px-0.5 tabular-nums before:content-[attr(data-place)]"
      />
      <Step to={threads[place + 1]} step="next" index={index} description={name}>
        <ChevronRight aria-hidden="true" size={15} />
      </Step>
    </nav>
  );
}

const LABELS = { previous: 'Previous version', next: 'Next version' } as const;

interface StepProps {
  /** The thread to open; undefined if there is none. The button then stays focusable, so that it keeps the focus. */
  to: string | undefined;
  step: VersionStep;
  index: number;
  /** The current version. Screen readers read it with the focused button. */
  description: string;
  children: ReactNode;
}

function Step({ to, step, index, description, children }: StepProps) {
  const { load, go } = useVersionStep(to, index, step);
  const common = {
    'aria-label': LABELS[step],
    'aria-description': description,
    title: LABELS[step],
    'data-step': step,
  };
  const look = 'flex size-7 items-center justify-center rounded-small';
  if (to === undefined) {
    return (
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an anchor without a target is not a link
      <span role="link" aria-disabled="true" tabIndex={0} {...common} className={`${look} opacity-35`}>
        {children}
      </span>
    );
  }
  return (
    <Link
      href={`/threads/${to}`}
      {...common}
      onPointerEnter={load}
      onFocus={load}
      onClick={go}
      className={`${look} hover:text-ink`}
    >
      {children}
    </Link>
  );
}
