import { showControlsInLine } from '../../protocol/show-controls.ts';

/** Writes one line to standard error for the operator, such as the reason why the hub does not start. */
export function printError(message: string): void {
  process.stderr.write(`${showControlsInLine(message)}\n`);
}

/**
 * Keeps the hub running after an unhandled rejection, which is a bug of the hub, and reports it.
 * @returns an unsubscribe function
 */
export function reportUnhandledRejections(report: (problem: string, error: unknown) => void): () => void {
  const onRejection = (reason: unknown) => report('Unhandled promise rejection', reason);
  process.on('unhandledRejection', onRejection);
  return () => process.off('unhandledRejection', onRejection);
}
