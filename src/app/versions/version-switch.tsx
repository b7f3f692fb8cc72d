import { ChevronLeft, ChevronRight } from 'lucide-react';
import { use, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { MessageVersions } from '../../protocol/thread.ts';
import { MessageEditingContext } from './message-editing.ts';
import { useVersionStep } from './use-version-step.ts';
import type { VersionStep } from './version-arrival.ts';

/** Leads to the other versions of a message, if it has some. */
export function MessageVersions({ messageId }: { messageId: string }) {
  const actions = use(MessageEditingContext);
  const versions = actions?.versions.byMessage.get(messageId);
  return versions && actions?.threadId ? (
    <VersionSwitch versions={versions} current={actions.threadId} />
  ) : null;
}

/** The same for a reply that is not there yet, or has failed without a text: the others can still be reached. */
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

/** Goes from one version of a message to another: each is in a thread of its own. */
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
      {/* No part of the text of the message that it stands at. */}
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
  /** The thread to go to; undefined where there is none. It can have the focus all the same, and so keeps it. */
  to: string | undefined;
  step: VersionStep;
  index: number;
  /** Which version it is at: heard with the focus that stays at the control. */
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
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an anchor that leads nowhere is no link
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
