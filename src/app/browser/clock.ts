import type { Cancel, Timer } from '../../client/timer.ts';

/** Time as the client sees it, so that a test can hold it in its hand. */
export interface Clock extends Timer {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds, in fractions, since some moment: it never goes back, so that it measures how long something took. */
  steady(): number;
  /** Calls back in a task of its own, as soon as can be: in a hidden tab, too, where timers are slow. */
  afterTask(callback: () => void): void;
  /**
   * Calls back before a frame is painted, the first after so many milliseconds (0: the next): never, while
   * the tab is hidden.
   */
  onFrame(milliseconds: number, callback: () => void): Cancel;
  /** Whether nobody can see the tab. */
  isHidden(): boolean;
  /** Calls back each time that the tab is hidden or shown, until it is cancelled. */
  onVisibility(callback: () => void): Cancel;
}

const tasks: (() => void)[] = [];
let taskPort: MessagePort | null = null;

function openTaskPort(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener('message', () => tasks.shift()?.());
  port1.start();
  return port2;
}

/** The clock of the browser. */
export const browserClock: Clock = {
  now: () => Date.now(),
  steady: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
  afterTask(callback) {
    tasks.push(callback);
    taskPort ??= openTaskPort();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows
    taskPort.postMessage(null);
  },
  onFrame(milliseconds, callback) {
    let frame: number | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = (): void => void (frame = requestAnimationFrame(callback));
    // To ask for a frame makes one, though nothing be drawn in it: so it is asked for as late as can be.
    if (milliseconds > 0) timer = setTimeout(ask, milliseconds);
    else ask();
    return () => {
      clearTimeout(timer);
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  },
  isHidden: () => document.hidden,
  onVisibility(callback) {
    document.addEventListener('visibilitychange', callback);
    return () => document.removeEventListener('visibilitychange', callback);
  },
};
