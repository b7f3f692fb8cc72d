import type { ReactNode } from 'react';
import { useElapsed } from './use-elapsed.ts';

/** Minimum elapsed time that is shown, in seconds. */
const SHOW_ELAPSED_FROM = 2;

/**
 * Shown until the first delta arrives.
 * @param since start of the run, in milliseconds since 1970; null until the hub has answered
 */
export function Thinking({ since }: { since: number | null }) {
  return (
    <Waiting>
      <span>Thinking</span>
      {since !== null && <Elapsed since={since} />}
    </Waiting>
  );
}

/**
 * Shown while the run is queued. For the first two seconds it says "Thinking", because most runs start within that
 * time.
 */
export function Queued({ since }: { since: number }) {
  const waits = useElapsed(since) >= SHOW_ELAPSED_FROM;
  return (
    <Waiting>
      <span>{waits ? 'Waiting for other agents to finish' : 'Thinking'}</span>
      <Elapsed since={since} />
    </Waiting>
  );
}

/** Shown while the agent uses tools and the calls are hidden. */
export function RunningTools({ names }: { names: string }) {
  return (
    <WaitingText>
      Running <bdi>{names}</bdi>
    </WaitingText>
  );
}

/** A text with a pulsing dot that says what the reply waits for. */
export function WaitingText({ children }: { children: ReactNode }) {
  return (
    <Waiting>
      <span className="min-w-0 break-words">{children}</span>
    </Waiting>
  );
}

/** A line with a pulsing dot that says what the reply waits for. */
export function Waiting({ children }: { children: ReactNode }) {
  return (
    <div className="dialogue py-4">
      <p className="flex items-center gap-2.5 text-interface text-muted">
        <span aria-hidden="true" className="size-2 shrink-0 animate-breathe rounded-full bg-accent" />
        {children}
      </p>
    </div>
  );
}

/** The time since the start of the run, in seconds. */
export function Elapsed({ since }: { since: number }) {
  const seconds = useElapsed(since);
  return seconds < SHOW_ELAPSED_FROM ? null : <span className="tabular-nums">{seconds} s</span>;
}
