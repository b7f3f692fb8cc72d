import { showControlsInLine } from '../protocol/show-controls.ts';

/** Tells who starts the hub why it does not start: plainly, in one line on standard error. */
export function complain(message: string): void {
  process.stderr.write(`${showControlsInLine(message)}\n`);
}

/**
 * An agent's stray promise is that agent's mistake: it is told, and the hub goes on.
 * @returns what ends that
 */
export function outliveStrayRejections(report: (problem: string, error: unknown) => void): () => void {
  const onRejection = (reason: unknown) => report('A promise was rejected and nobody looked', reason);
  process.on('unhandledRejection', onRejection);
  return () => process.off('unhandledRejection', onRejection);
}
