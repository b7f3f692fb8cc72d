/** What is streamed to all viewers. */
export interface Pace {
  deltas: number;
  /** From one delta to the next, in milliseconds; 0 for as fast as they are taken. */
  interval: number;
}

/** A clock that all processes of this machine share, in microseconds. */
export function now(): number {
  return Number(process.hrtime.bigint() / 1_000n);
}

/** A delta's text: when it was sent, for the viewers to see how late it is, at a length that does not change. */
export function stampedText(): string {
  return `@${String(now()).padStart(16, '0')}@`;
}

/** Calls `send` at this pace; waits where it gives a promise. */
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
