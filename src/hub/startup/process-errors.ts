import { showControlsInLine } from '../../protocol/show-controls.ts';

/** Tells who starts the hub why it does not start: plainly, in one line on standard error. */
export function complain(message: string): void {
  process.stderr.write(`${showControlsInLine(message)}\n`);
}

/**
 * A promise that is rejected and forgotten is a mistake of the hub's: it is reported, and all runs go on.
 * @returns what ends that
 */
export function outliveStrayRejections(report: (problem: string, error: unknown) => void): () => void {
  const onRejection = (reason: unknown) => report('A promise was rejected and nobody looked', reason);
  process.on('unhandledRejection', onRejection);
  return () => process.off('unhandledRejection', onRejection);
}
