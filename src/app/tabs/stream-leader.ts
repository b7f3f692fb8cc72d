import type { Clock } from '../browser/clock.ts';
import type { LogPart, StreamLog } from './stream-log.ts';
import type { TabMessage } from './tab-message.ts';

/*
 * The leader sends the entries of its log to the other tabs, one message per task.
 *
 *             hello                 relaySoon()
 *   alone ─────────────► upToDate ───────────────► scheduled
 *     ▲                   │    ▲                     │   │
 *     │  the last bye     │    └── the task is over ─┘   │
 *     └───────────────────┴──────────────────────────────┘
 *
 * In `alone` there are no followers, so no entries are sent.
 */
type LeaderState =
  | { kind: 'alone' }
  /** `sent`: number of entries of the log that have been sent. */
  | { kind: 'upToDate'; sent: number }
  | { kind: 'scheduled'; sent: number };

/** A tab on the channel of a stream, and the tab's log of the stream. */
export interface TabOptions {
  /** Identifies the tab in the channel. */
  id: string;
  log: StreamLog;
  clock: Clock;
  /** Sends a message to the other tabs. */
  send: (message: TabMessage) => void;
}

/** Relays a stream to the tabs that follow it. */
export interface StreamLeader {
  onMessage(message: TabMessage): void;
  /** Sends the new entries of the log after the current task, all in one message. */
  relaySoon(): void;
  /** Sends the new entries now. Returns whether there are followers. */
  flush(): boolean;
}

/** Makes this tab the leader of a stream, and announces this to the other tabs. */
export function leadStream({ id, log, clock, send }: TabOptions): StreamLeader {
  const followers = new Set<string>();
  let state: LeaderState = { kind: 'alone' };

  function sendPart(to: string | null, part: LogPart): void {
    send({ type: 'tell', leader: id, to, ...part });
  }

  function flush(): boolean {
    if (state.kind === 'alone') return false;
    if (state.sent < log.length) sendPart(null, log.from(state.sent));
    state = { kind: 'upToDate', sent: log.length };
    return true;
  }

  function onHello({ follower, known, after, joins }: TabMessage & { type: 'hello' }): void {
    const part = known?.leader === id ? log.from(known.place) : log.after(after, joins);
    if (!part) return send({ type: 'refuse', to: follower });
    if (state.kind === 'alone') state = { kind: 'upToDate', sent: log.length };
    followers.add(follower);
    sendPart(follower, part);
  }

  function onBye(follower: string): void {
    followers.delete(follower);
    if (followers.size === 0) state = { kind: 'alone' };
  }

  send({ type: 'lead', leader: id });
  return {
    onMessage(message) {
      if (message.type === 'hello') onHello(message);
      else if (message.type === 'bye') onBye(message.follower);
    },
    relaySoon() {
      if (state.kind !== 'upToDate') return;
      state = { kind: 'scheduled', sent: state.sent };
      clock.afterTask(flush);
    },
    flush,
  };
}
