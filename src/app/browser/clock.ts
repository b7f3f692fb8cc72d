import type { Cancel, Timer } from '../../client/timer.ts';

/** Injectable clock, so that tests control time. */
export interface Clock extends Timer {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds, with fractions, since an arbitrary moment. Monotonic: for measuring durations. */
  steady(): number;
  /** Calls back in the next task. Unlike timers, it is not delayed in hidden tabs. */
  afterTask(callback: () => void): void;
  /**
   * Calls back before the browser paints the first frame after a delay in milliseconds (0: the next frame). Does not
   * call back while the tab is hidden.
   */
  onFrame(milliseconds: number, callback: () => void): Cancel;
  /** Whether the tab is hidden. */
  isHidden(): boolean;
  /** Calls back each time the tab is hidden or shown, until it is cancelled. */
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
    // Requested only after the delay: the browser produces a frame for each request, even if nothing changes.
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
