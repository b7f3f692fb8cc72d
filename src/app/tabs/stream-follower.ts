import type { Cancel } from '../../client/timer.ts';
import type { SourceEntry } from './source-log.ts';
import type { TabOptions } from './stream-leader.ts';
import type { TabMessage } from './tab-message.ts';

/** How long a leader may say nothing until it is asked whether it is there, in milliseconds. */
export const SILENCE = 10_000;
/** How long it may take to answer. */
export const PATIENCE = 3_000;

/** Who follows a leader, whom it need not know of yet. */
export interface FollowerOptions extends TabOptions {
  take: (entry: SourceEntry) => void;
  /** Hears that there is no leader who can tell what is lacking. The follower has stopped. */
  onForsaken: () => void;
}

/** Takes what the leader tells. */
export interface StreamFollower {
  hear(message: TabMessage): void;
  /** Stops, as if there were no leader. */
  forsake(): void;
  stop(): void;
}

/**
 * Follows whoever leads. A leader may have been suspended by a phone, or frozen by a browser, with the lock
 * in its hand: one that does not answer is left, by the tabs that somebody looks at.
 */
export function followLeader(options: FollowerOptions): StreamFollower {
  const { id, log, clock, say } = options;
  let leader: string | null = null;
  /** How much of the leader's log has been taken; null while it has not answered. */
  let place: number | null = null;
  let heardAt = clock.steady();
  let isAsking = false;
  let stopped = false;
  let cancelWatch: Cancel = () => {};
  const cancelVisibility = clock.onVisibility(watch);

  function ask(): void {
    isAsking = true;
    const known = leader !== null && place !== null ? { leader, place } : null;
    say({ type: 'hello', follower: id, known, after: log.lastId, joins: !log.hasOpened });
    watch();
  }

  function watch(): void {
    cancelWatch();
    if (clock.isHidden()) return;
    if (isAsking) cancelWatch = clock.after(PATIENCE, forsake);
    else {
      const rest = SILENCE - (clock.steady() - heardAt);
      if (rest > 0) cancelWatch = clock.after(rest, watch);
      else ask();
    }
  }

  function noteLife(): void {
    heardAt = clock.steady();
    if (!isAsking) return;
    isAsking = false;
    watch();
  }

  function takeTold(message: TabMessage & { type: 'tell' }): void {
    if (message.to !== null && message.to !== id) return;
    if (message.to === id) {
      leader ??= message.leader;
      if (leader === message.leader) place ??= message.at;
    }
    if (message.leader !== leader || place === null) return;
    noteLife();
    if (message.at > place) return ask();
    const entries = message.entries.slice(place - message.at);
    place += entries.length;
    for (const entry of entries) {
      if (stopped) return;
      options.take(entry);
    }
  }

  function stop(): void {
    if (stopped) return;
    stopped = true;
    cancelWatch();
    cancelVisibility();
    say({ type: 'bye', follower: id });
  }

  function forsake(): void {
    if (stopped) return;
    stop();
    options.onForsaken();
  }

  ask();
  return {
    hear(message) {
      if (stopped) return;
      if (message.type === 'tell') return takeTold(message);
      if (message.type === 'refuse' && message.to === id) return forsake();
      if (message.type !== 'lead') return;
      ({ leader } = message);
      place = null;
      ask();
    },
    forsake,
    stop,
  };
}
