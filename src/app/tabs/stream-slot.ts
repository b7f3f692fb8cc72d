import type { Cancel } from '../../client/timer.ts';
import type { Clock } from '../browser/clock.ts';
import type { LocksLike } from './locks.ts';
import type { OpenTabChannel } from './tab-channel.ts';

/** By what the tabs of a browser share its slots. */
export interface SlotOptions {
  clock: Clock;
  locks: LocksLike;
  openTabChannel: OpenTabChannel;
}

/** How many streams of runs are open at once: of six connections, one is for account events, and one for requests. */
export const SLOTS = 4;
/** How long a slot is held though others wait for one, in milliseconds. */
export const HOLD = 1_000;
/** How long a tab that somebody looks at waits for a slot, in milliseconds. */
export const MOST_WAIT = 10_000;

const NAMES = Array.from({ length: SLOTS }, (_, index) => `symposium.stream-slot.${index}`);
const CHANNEL = 'symposium.stream-slots';
const WANTED = 'wanted';

/**
 * Takes one of the slots for streams, when its turn has come. Returns what gives it up, or no longer waits.
 *
 * Who has to wait says so, and who has held a slot for long enough then hands it on; who gets one looks after
 * that time whether others wait. So no timer need be exact, as none is in a hidden tab. Where nobody hands on,
 * those who have the slots are suspended, and a tab that somebody looks at goes without.
 * @param onTaken may open a connection, from now on; if it throws, the slot is given up
 * @param onWanted hears that others wait, and is to close it and give up the slot
 */
export function takeSlot(options: SlotOptions, onTaken: () => void, onWanted: () => void): Cancel {
  const { clock, locks } = options;
  const channel = options.openTabChannel(CHANNEL);
  const waiting = new AbortController();
  let state: 'waiting' | 'taken' | 'ripe' | 'over' = 'waiting';
  let release = (): void => {};
  let cancelTimer: Cancel = () => {};
  const cancelVisibility = clock.onVisibility(watchWait);

  function take(): void {
    state = 'taken';
    waiting.abort();
    cancelVisibility();
    cancelTimer();
    try {
      onTaken();
    } catch (error) {
      leave();
      throw error;
    }
  }

  function leave(): void {
    state = 'over';
    waiting.abort();
    cancelVisibility();
    cancelTimer();
    channel.close();
    release();
  }

  function hold(name: string, lock: object | null): Promise<void> | null {
    if (!lock || state !== 'waiting') return null;
    return new Promise((resolve) => {
      release = resolve;
      take();
      if (state === 'taken') cancelTimer = clock.after(HOLD, () => void ripen(name));
    });
  }

  async function ripen(name: string): Promise<void> {
    state = 'ripe';
    const { pending = [] } = await locks.query();
    if (pending.some((request) => request.name === name)) handOn();
  }

  function handOn(): void {
    if (state === 'ripe') onWanted();
  }

  function watchWait(): void {
    cancelTimer();
    if (!clock.isHidden()) cancelTimer = clock.after(MOST_WAIT, take);
  }

  async function wait(): Promise<void> {
    for (const name of NAMES) {
      if (state === 'waiting') await locks.request(name, { ifAvailable: true }, (lock) => hold(name, lock));
    }
    if (state !== 'waiting') return;
    const { signal } = waiting;
    const requests = NAMES.map((name) => locks.request(name, { signal }, (lock) => hold(name, lock)));
    channel.announce(WANTED);
    await Promise.all(requests);
  }

  channel.subscribe((text) => {
    if (text === WANTED) handOn();
  });
  watchWait();
  wait().catch(() => {
    // Either it waits no more, or the browser has locks and forbids them.
    if (state === 'waiting') take();
  });
  return leave;
}
