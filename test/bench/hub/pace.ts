/** The stream that all viewers get. */
export interface Pace {
  deltas: number;
  /** Interval between deltas in milliseconds; 0 for as fast as possible. */
  interval: number;
}

/** Returns the time in microseconds, on a clock that all processes of this machine share. */
export function now(): number {
  return Number(process.hrtime.bigint() / 1_000n);
}

/** Returns the text of a delta, of constant length, with the time at which it was sent. */
export function stampedText(): string {
  return `@${String(now()).padStart(16, '0')}@`;
}

/** Calls `send` at this pace, and awaits it if it returns a promise. */
export async function keepPace(
  { deltas, interval }: Pace,
  send: () => Promise<unknown> | null,
): Promise<void> {
  const start = performance.now();
  for (let sent = 0; sent < deltas; sent++) {
    const wait = start + sent * interval - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const taken = send();
    if (taken) await taken;
  }
}
