import { onTestFinished, vi } from 'vitest';

/** Stops `performance.now` until the test ends, so that a rate limit grants nothing more while the test runs. */
export function stopClock(): void {
  const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now());
  onTestFinished(() => clock.mockRestore());
}
