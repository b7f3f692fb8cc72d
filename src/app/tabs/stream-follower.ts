import type { Cancel } from '../../client/timer.ts';
import type { TabOptions } from './stream-leader.ts';
import type { StreamEntry } from './stream-log.ts';
import type { TabMessage } from './tab-message.ts';

/** Maximum time without a message from the leader until the follower sends `hello` again, in milliseconds. */
export const MAX_SILENCE = 10_000;
/** Maximum time until the leader answers, in milliseconds. */
export const ANSWER_TIMEOUT = 3_000;

/*
 * The follower gets the entries of a stream from the leading tab.
 *
 *                     the leader answers
 *   ──hello──► asking ──────────────────────────────► following
 *               │  ▲                                      │
 *               │  │ no message for MAX_SILENCE, an entry │
 *               │  │ is missing, or a new leader is there │
 *               │  └────────────────hello─────────────────┘
 *               │
 *               │ no answer within ANSWER_TIMEOUT, or the leader refuses:
 *               │ the tab abandons the leader
 *               ▼
 *            stopped ◄── stop(), abandonLeader() in any state
 *
 * A phone or a browser may suspend the leading tab, which keeps its lock. So visible tabs abandon a leader that does
 * not answer; in a hidden tab neither time limit runs.
 */
type FollowerState =
  /**
   * `leader`: null until a leader is known. `place`: number of the leader's entries that have been taken; null until
   * the leader has answered.
   */
  | { kind: 'asking'; leader: string | null; place: number | null }
  /** `lastMessageAt`: time of the leader's last message, by the steady clock. */
  | { kind: 'following'; leader: string; place: number; lastMessageAt: number }
  | { kind: 'stopped' };

export interface FollowerOptions extends TabOptions {
  /** Called with each entry of the stream. */
  take: (entry: StreamEntry) => void;
  /** Called when no leader can provide the stream. The follower has then stopped. */
  onAbandoned: () => void;
}

/** Takes the entries that the leader sends. */
export interface StreamFollower {
  onMessage(message: TabMessage): void;
  /** Stops, and calls `onAbandoned`. */
  abandonLeader(): void;
  stop(): void;
}

/** Starts to follow the leader of a stream. The leader need not be known yet. */
export function followLeader(options: FollowerOptions): StreamFollower {
  const { id, log, clock, send } = options;
  let state: FollowerState = { kind: 'stopped' };
  let cancelTimer: Cancel = () => {};
  const cancelVisibility = clock.onVisibility(restartTimer);

  function enter(next: FollowerState): void {
    state = next;
    restartTimer();
  }

  function ask(leader: string | null, place: number | null): void {
    const known = leader !== null && place !== null ? { leader, place } : null;
    enter({ kind: 'asking', leader, place });
    send({ type: 'hello', follower: id, known, after: log.lastId, joins: !log.hasOpened });
  }

  function restartTimer(): void {
    cancelTimer();
    if (state.kind === 'stopped' || clock.isHidden()) return;
    if (state.kind === 'asking') {
      cancelTimer = clock.after(ANSWER_TIMEOUT, abandonLeader);
      return;
    }
    const rest = MAX_SILENCE - (clock.steady() - state.lastMessageAt);
    if (rest > 0) cancelTimer = clock.after(rest, restartTimer);
    else ask(state.leader, state.place);
  }

  function isStopped(): boolean {
    return state.kind === 'stopped';
  }

  function onEntries(message: TabMessage & { type: 'tell' }): void {
    if (state.kind === 'stopped' || (message.to !== null && message.to !== id)) return;
    let { leader, place } = state;
    if (message.to === id) {
      leader ??= message.leader;
      if (leader === message.leader) place ??= message.at;
    }
    if (message.leader !== leader || place === null) return;
    if (message.at > place) return ask(leader, place);
    const entries = message.entries.slice(place - message.at);
    const following = {
      kind: 'following',
      leader,
      place: place + entries.length,
      lastMessageAt: clock.steady(),
    } as const;
    // While following, the timer is not restarted for each message: when it ends, it checks `lastMessageAt`.
    if (state.kind === 'following') state = following;
    else enter(following);
    for (const entry of entries) {
      if (isStopped()) return;
      options.take(entry);
    }
  }

  function stop(): void {
    if (isStopped()) return;
    enter({ kind: 'stopped' });
    cancelVisibility();
    send({ type: 'bye', follower: id });
  }

  function abandonLeader(): void {
    if (isStopped()) return;
    stop();
    options.onAbandoned();
  }

  ask(null, null);
  return {
    onMessage(message) {
      if (isStopped()) return;
      if (message.type === 'tell') onEntries(message);
      else if (message.type === 'refuse' && message.to === id) abandonLeader();
      else if (message.type === 'lead') ask(message.leader, null);
    },
    abandonLeader,
    stop,
  };
}
