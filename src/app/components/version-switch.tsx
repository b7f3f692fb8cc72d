import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';

interface VersionSwitchProps {
  /** The threads that hold the versions, the original first. */
  threads: readonly string[];
  /** The thread that is open. */
  current: string;
}

/** Goes from one version of a message to another: each is in a thread of its own. */
export function VersionSwitch({ threads, current }: VersionSwitchProps) {
  const place = threads.indexOf(current);
  if (place < 0 || threads.length < 2) return null;
  const [number, count] = [place + 1, threads.length];
  return (
    <nav aria-label={`Version ${number} of ${count}`} className="flex items-center">
      <Step to={threads[place - 1]} label="Previous version">
        <ChevronLeft aria-hidden="true" size={15} />
      </Step>
      {/* No part of the text of the message that it stands at. */}
      <span
        data-place={`${number}/${count}`}
        className="px-0.5 tabular-nums before:content-[attr(data-place)]"
      />
      <Step to={threads[place + 1]} label="Next version">
        <ChevronRight aria-hidden="true" size={15} />
      </Step>
    </nav>
  );
}

function Step({ to, label, children }: { to: string | undefined; label: string; children: ReactNode }) {
  const look = 'flex size-7 items-center justify-center rounded-small';
  if (to === undefined) {
    return (
      <span aria-hidden="true" className={`${look} opacity-35`}>
        {children}
      </span>
    );
  }
  return (
    <Link href={`/threads/${to}`} aria-label={label} title={label} className={`${look} hover:text-ink`}>
      {children}
    </Link>
  );
}
